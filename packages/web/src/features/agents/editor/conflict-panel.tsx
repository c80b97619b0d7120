import { useQuery } from '@tanstack/react-query';
import { toAgentDraft } from './to-agent-draft.ts';
import { agentDiffQuery, liveAgentQuery } from '../../../client/agent-queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { RefusalState } from '../../../domain/refusal-state.tsx';
import { agentEditorText as text } from '../../../strings/agent-editor.ts';
import { Button } from '../../../ui/button.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { DefinitionDiff } from '../versions/definition-diff.tsx';
import type { AgentDraft } from './agent-draft.ts';

interface Props {
  readonly agent: string;
  /** The version that this one began with. */
  readonly seen: number;
  readonly onSaveOver: (version: number) => Promise<void>;
  readonly onTakeTheirs: (theirs: AgentDraft) => void;
}

/** Two have written at the same time: the second one sees what the first one did, and decides. */
export function ConflictPanel({ agent, seen, onSaveOver, onTakeTheirs }: Props) {
  const { client } = useServices();
  const { data: now, error, refetch } = useQuery(liveAgentQuery(client, agent));
  const version = now?.version ?? seen;
  const diff = useQuery({ ...agentDiffQuery(client, agent, { to: version, from: seen }), enabled: version !== seen });
  if (error && !now) return <RefusalState error={error} onRetry={() => refetch()} />;
  if (!now || version === seen) return <Skeleton lines={3} />;
  return (
    <div role="alert">
      <Panel title={text.conflictTitle}>
        <div className="flex min-w-0 flex-col gap-3">
          <p>{text.conflictBody(seen, version)}</p>
          {diff.data ? <DefinitionDiff agent={agent} diff={diff.data} /> : <Skeleton lines={3} />}
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => onSaveOver(version)}>{text.saveOver}</Button>
            <Button onClick={() => onTakeTheirs(toAgentDraft(now, 'text'))}>{text.takeTheirs}</Button>
          </div>
        </div>
      </Panel>
    </div>
  );
}
