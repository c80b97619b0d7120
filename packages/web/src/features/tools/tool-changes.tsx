import type { DiffLine, ToolChange } from '@tutti/protocol/api';
import { toolsText as text } from '../../strings/tools.ts';
import { joinClasses } from '../../ui/join-classes.ts';

const LOOK: Record<DiffLine['kind'], string> = {
  same: 'text-muted',
  left_out: 'text-faint',
  removed: 'bg-danger-tint text-danger',
  added: 'bg-success-tint text-success',
};
const SIGN: Record<DiffLine['kind'], string> = { same: ' ', left_out: ' ', removed: '−', added: '+' };

/** From what was approved to what is there, line by line. */
export function ToolChanges({ changes }: { changes: readonly ToolChange[] }) {
  if (changes.length === 0) return null;
  return (
    <section aria-label={text.diff} className="flex min-w-0 flex-col gap-2">
      {changes.map(({ field, lines }) => (
        <div key={field} className="min-w-0">
          <h3 className="text-xs font-medium text-danger">{text.changed[field]}</h3>
          <ol className="mt-1 overflow-x-auto rounded-md border border-line font-mono text-xs">
            {toRows(lines).map(({ key, line }) => (
              <li
                key={key}
                className={joinClasses('px-2 py-0.5 whitespace-pre-wrap [overflow-wrap:anywhere]', LOOK[line.kind])}
              >
                <span aria-hidden>{SIGN[line.kind]} </span>
                <Spoken kind={line.kind} />
                {line.kind === 'left_out' ? text.leftOut : line.text}
              </li>
            ))}
          </ol>
        </div>
      ))}
    </section>
  );
}

function Spoken({ kind }: { kind: DiffLine['kind'] }) {
  if (kind === 'removed') return <span className="sr-only">{text.removedLine} </span>;
  return kind === 'added' ? <span className="sr-only">{text.addedLine} </span> : null;
}

/** Lines have no other name than their place. */
function toRows(lines: readonly DiffLine[]) {
  return lines.map((line, index) => ({ key: `${index} ${line.kind}`, line }));
}
