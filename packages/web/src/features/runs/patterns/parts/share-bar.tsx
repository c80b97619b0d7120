import { Meter } from '../../../../ui/meter.tsx';
import type { Tone } from '../../../../ui/tone.ts';

interface Props {
  readonly label: string;
  /** What the bar says, in words. */
  readonly text: string;
  /** From 0 to 1. */
  readonly share: number;
  readonly tone?: Tone;
  /** What has to be reached, from 0 to 1; the text says it too. */
  readonly mark?: number | undefined;
}

const PERCENT = 100;

/** A share of a whole with its words at its right. */
export function ShareBar({ label, text, share, tone = 'info', mark }: Props) {
  return (
    <div className="flex max-w-xl min-w-0 items-center gap-2">
      <div className="relative min-w-12 flex-1">
        <Meter bare label={label} text={text} parts={[{ share, tone }]} />
        {mark !== undefined && (
          <span
            aria-hidden
            className="absolute -top-1 -bottom-1 w-0.5 rounded-full bg-text"
            style={{ left: `${Math.min(1, mark) * PERCENT}%` }}
          />
        )}
      </div>
      <span className="shrink-0 text-right text-xs text-muted">{text}</span>
    </div>
  );
}
