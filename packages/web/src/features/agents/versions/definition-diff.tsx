import type { AgentDiffView } from '@tutti/protocol/api';
import { agentHistoryText as text } from '../../../strings/agent-history.ts';
import { joinClasses } from '../../../ui/join-classes.ts';

const SIGN = { same: ' ', added: '+', deleted: '-' } as const;
const TINT = { same: '', added: 'bg-success-tint', deleted: 'bg-danger-tint' } as const;

/** Text and nothing else; what nobody would see the server has written out. */
export function DefinitionDiff({ agent, diff }: { readonly agent: string; readonly diff: AgentDiffView }) {
  if (diff.hunks.length === 0) return <p className="text-muted">{text.same}</p>;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <p className="text-xs text-muted">{text.sum(diff.added, diff.deleted)}</p>
      <div
        // What scrolls is reached by keyboard too.
        tabIndex={0}
        role="group"
        aria-label={text.diffOf(agent)}
        className="max-h-[70vh] overflow-auto rounded-md border border-line bg-sunken font-mono text-xs leading-4.5 -outline-offset-2"
      >
        {diff.hunks.map(({ oldStart, newStart, lines }) => (
          <div key={`${oldStart} ${newStart}`}>
            <div className="bg-neutral-tint px-3 text-muted">{`@@ -${oldStart} +${newStart} @@`}</div>
            {lines.map((line, place) => (
              // Lines have no name but their place, and never move.
              <div
                key={`${place} ${line.kind}`}
                className={joinClasses('px-3 whitespace-pre-wrap [overflow-wrap:anywhere]', TINT[line.kind])}
              >
                <span aria-hidden className="pr-2 text-muted select-none">
                  {SIGN[line.kind]}
                </span>
                {text.lines[line.kind] !== '' && <span className="sr-only">{`${text.lines[line.kind]}: `}</span>}
                {line.text.replace(/\n$/u, '')}
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
