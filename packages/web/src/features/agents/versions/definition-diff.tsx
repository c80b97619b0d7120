import type { AgentDiffView } from '@tutti/protocol/api';
import { agentHistoryText as text } from '../../../strings/agent-history.ts';
import { TextDiff } from '../../../ui/text-diff.tsx';

/** What nobody would see the server has written out. */
export function DefinitionDiff({ agent, diff }: { readonly agent: string; readonly diff: AgentDiffView }) {
  if (diff.hunks.length === 0) return <p className="text-muted">{text.same}</p>;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <p className="text-xs text-muted">{text.sum(diff.added, diff.deleted)}</p>
      <TextDiff
        label={text.diffOf(agent)}
        hunks={diff.hunks}
        wraps
        renderHead={(_hunk, place) => <div className="px-3">{place}</div>}
      />
    </div>
  );
}
