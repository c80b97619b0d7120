import { memo, type ReactNode } from 'react';
import { uiText } from '../strings/ui.ts';
import { joinClasses } from './join-classes.ts';

const SIGN = { same: ' ', added: '+', deleted: '-' } as const;
const TINT = { same: '', added: 'bg-success-tint', deleted: 'bg-danger-tint' } as const;

interface DiffLine {
  readonly kind: keyof typeof SIGN;
  readonly text: string;
}

interface DiffHunk {
  readonly oldStart: number;
  readonly newStart: number;
  readonly lines: readonly DiffLine[];
}

interface Props<Hunk extends DiffHunk> {
  readonly label: string;
  readonly hunks: readonly Hunk[];
  /** Prose is wrapped, code is scrolled. */
  readonly wraps?: boolean;
  /** Says of a last line that it has no newline. */
  readonly marksEnd?: boolean;
  /** What stands above the lines of a hunk, given where it is. */
  readonly renderHead: (hunk: Hunk, place: string) => ReactNode;
}

/** Text and nothing else: what somebody has written is never taken for markup. */
export function TextDiff<Hunk extends DiffHunk>({
  label,
  hunks,
  wraps = false,
  marksEnd = false,
  renderHead,
}: Props<Hunk>) {
  return (
    <div
      // What scrolls is reached by keyboard too.
      tabIndex={0}
      role="group"
      aria-label={label}
      className="max-h-[70vh] overflow-auto rounded-md border border-line bg-sunken font-mono text-xs leading-4.5 -outline-offset-2"
    >
      <div className={wraps ? undefined : 'w-max min-w-full'}>
        {hunks.map((hunk) => (
          <div key={`${hunk.oldStart} ${hunk.newStart}`}>
            <div className="bg-neutral-tint text-muted">
              {renderHead(hunk, `@@ -${hunk.oldStart} +${hunk.newStart} @@`)}
            </div>
            <Lines lines={hunk.lines} wraps={wraps} marksEnd={marksEnd} />
          </div>
        ))}
      </div>
    </div>
  );
}

interface LinesProps {
  readonly lines: readonly DiffLine[];
  readonly wraps: boolean;
  readonly marksEnd: boolean;
}

/** They stay as they are while somebody marks hunks: there may be a thousand. */
const Lines = memo(function Lines({ lines, wraps, marksEnd }: LinesProps) {
  const flow = wraps ? 'whitespace-pre-wrap [overflow-wrap:anywhere]' : 'whitespace-pre';
  return lines.map(({ kind, text }, at) => (
    // Lines have no name but their place, and never move.
    <div key={`${at} ${kind}`} className={joinClasses('px-3', flow, TINT[kind])}>
      <span aria-hidden className="pr-2 text-muted select-none">
        {SIGN[kind]}
      </span>
      {kind !== 'same' && <span className="sr-only">{`${uiText.diffLine[kind]}: `}</span>}
      {text.replace(/\r?\n$/u, '')}
      {marksEnd && !text.endsWith('\n') && <span className="pl-2 text-faint">{uiText.noNewline}</span>}
    </div>
  ));
});
