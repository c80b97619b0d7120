import type { Mark } from '@tutti/protocol';
import { useNow } from '../../../ui/use-now.ts';

/** From the beginning of the run to its end, or to now. */
export interface Span {
  readonly start: number;
  readonly end: number | undefined;
}

const COLOURS: Record<Mark, string> = {
  pending: 'bg-neutral',
  running: 'bg-progress',
  waiting: 'bg-attention',
  doubt: 'bg-attention',
  done: 'bg-success',
  failed: 'bg-danger',
  stopped: 'bg-neutral',
};

interface Props {
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly span: Span;
  readonly mark: Mark;
}

/** When something was, in relation to the whole run. The numbers beside it say the same. */
export function TimeBar({ start, end, span, mark }: Props) {
  const now = useNow(span.end === undefined ? 1_000 : NEVER_MS);
  const last = span.end ?? now;
  const whole = Math.max(1, last - span.start);
  const left = clamp(((start ?? last) - span.start) / whole);
  const right = clamp(((end ?? last) - span.start) / whole);
  // What was taken over from an earlier run lies before the beginning of this one.
  const isSeen = start !== undefined && (end ?? last) >= span.start;
  return (
    <span
      aria-hidden
      className={`relative hidden h-1.5 w-28 overflow-hidden rounded-full @xl:block @4xl:w-40 ${isSeen ? 'bg-sunken' : ''}`}
    >
      {isSeen && (
        <span
          className={`absolute inset-y-0 min-w-0.5 rounded-full opacity-80 ${COLOURS[mark]}`}
          style={{ left: `${left * 98}%`, width: `${(right - left) * 100}%` }}
        />
      )}
    </span>
  );
}

/** A step so long that the clock of an ended run stands still. */
const NEVER_MS = 86_400_000;

function clamp(share: number): number {
  return Math.max(0, Math.min(1, share));
}
