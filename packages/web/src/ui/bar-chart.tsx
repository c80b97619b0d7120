import { useState } from 'react';
import { joinClasses } from './join-classes.ts';
import { type Tone, toneFill } from './tone.ts';

export interface BarPart {
  /** Of the height of the chart, from 0 to 1. */
  readonly share: number;
  readonly tone: Tone;
}

export interface Bar {
  readonly id: string;
  /** Below the bar, where there is room for it. */
  readonly label: string;
  /** What it says, in words. */
  readonly text: string;
  /** From the ground up. */
  readonly parts: readonly BarPart[];
}

export interface BarChartProps {
  /** What is shown, and where its figures can be read. */
  readonly label: string;
  readonly bars: readonly Bar[];
  /** Lines with words at their left; the highest one at the top. */
  readonly ticks: readonly { readonly share: number; readonly text: string }[];
  readonly legend?: readonly { readonly tone: Tone; readonly text: string }[] | undefined;
}

/** Bars for the eye. A table beside it has to say the same: to a screen reader this is one picture. */
export function BarChart({ label, bars, ticks, legend = [] }: BarChartProps) {
  const [shown, setShown] = useState<string>();
  const said = bars.find(({ id }) => id === shown);
  return (
    <figure className="flex min-w-0 flex-col gap-5">
      <figcaption className="flex min-h-5 flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
        {legend.map(({ tone, text }) => (
          <span key={text} className="inline-flex items-center gap-1.5">
            <span aria-hidden className={joinClasses('size-2.5 rounded-sm', toneFill[tone])} />
            {text}
          </span>
        ))}
        <span aria-hidden className="ml-auto font-medium text-text">
          {said?.text}
        </span>
      </figcaption>
      <div role="img" aria-label={label} className="flex min-w-0 flex-col" onPointerLeave={() => setShown(undefined)}>
        <div className="relative h-44">
          {ticks.map(({ share, text }) => (
            <div
              key={share}
              className="absolute inset-x-0 border-t border-line"
              style={{ bottom: `${share * PERCENT}%` }}
            >
              <span className="absolute -top-4 left-0 text-2xs text-muted">{text}</span>
            </div>
          ))}
          <div className="absolute inset-0 ml-14 flex items-stretch">
            {bars.map(({ id, parts }) => (
              <div
                key={id}
                data-bar={id}
                onPointerEnter={() => setShown(id)}
                className={joinClasses(
                  'flex min-w-0 flex-1 flex-col-reverse items-center transition-colors',
                  id === shown && 'bg-hover',
                )}
              >
                {parts.map(({ share, tone }, index) => (
                  <span
                    // Parts have no identity but their place.
                    key={index}
                    className={joinClasses('w-3/4 max-w-10', toneFill[tone], share > 0 && 'min-h-px')}
                    style={{ height: `${Math.min(1, share) * PERCENT}%` }}
                  />
                ))}
              </div>
            ))}
          </div>
        </div>
        <div className="mt-1 ml-14 flex text-2xs text-muted">
          {bars.map(({ id, label: below }, index) => (
            <span key={id} className="flex min-w-0 flex-1 justify-center">
              <span className="overflow-visible whitespace-nowrap">{isLabelled(index, bars.length) && below}</span>
            </span>
          ))}
        </div>
      </div>
    </figure>
  );
}

const PERCENT = 100;
/** So many labels stand beside each other on a telephone. */
const MOST_LABELS = 5;

function isLabelled(index: number, count: number): boolean {
  const step = Math.ceil(count / MOST_LABELS);
  return index % step === Math.floor(step / 2);
}
