import { joinClasses } from './join-classes.ts';
import { type Tone, toneFill } from './tone.ts';

export interface MeterPart {
  /** Of the whole, from 0 to 1. */
  readonly share: number;
  readonly tone: Tone;
  /** Said on hover. */
  readonly title?: string | undefined;
}

export interface MeterProps {
  readonly label: string;
  /** What the bar says, in words. */
  readonly text: string;
  readonly parts: readonly MeterPart[];
  /** Only the bar: label and text stand elsewhere, and are read aloud. */
  readonly bare?: boolean | undefined;
}

const PERCENT = 100;

/** How much of something is taken. The words beside it say the same. */
export function Meter({ label, text, parts, bare = false }: MeterProps) {
  const taken = parts.reduce((sum, { share }) => sum + share, 0);
  return (
    <div className="flex min-w-0 flex-col gap-1">
      {!bare && (
        <div className="flex flex-wrap justify-between gap-x-3">
          <span className="text-muted">{label}</span>
          <span>{text}</span>
        </div>
      )}
      <div
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={PERCENT}
        aria-valuenow={Math.round(clamp(taken) * PERCENT)}
        aria-valuetext={text}
        title={bare ? `${label}: ${text}` : undefined}
        className={joinClasses(
          'flex overflow-hidden rounded-full border border-line bg-sunken',
          bare ? 'h-1.5' : 'h-2',
        )}
      >
        {parts.map(({ share, tone, title }, index) => (
          <span
            // Parts have no identity but their place.
            key={index}
            title={title}
            className={toneFill[tone]}
            style={{ width: `${clamp(share) * PERCENT}%` }}
          />
        ))}
      </div>
    </div>
  );
}

function clamp(share: number): number {
  return Math.max(0, Math.min(1, share));
}
