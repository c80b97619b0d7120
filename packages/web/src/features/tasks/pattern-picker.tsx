import { PATTERNS, PatternName, type PatternWish } from '@tutti/protocol';
import { useId, useState } from 'react';
import { PatternPicture } from '../../domain/pattern-pictures/pattern-picture.tsx';
import { sharedText } from '../../strings/shared.ts';
import { tasksText } from '../../strings/tasks.ts';

interface Props {
  readonly value: PatternWish;
  readonly onChange: (pattern: PatternWish) => void;
}

const CHOICES: readonly PatternWish[] = ['auto', ...PatternName.options];

/** How a team works together: a picture and a sentence for each. Radio buttons underneath, so arrow keys move between them. */
export function PatternPicker({ value, onChange }: Props) {
  const id = useId();
  const [looksAt, setLooksAt] = useState<PatternWish>();
  return (
    <fieldset className="flex min-w-0 flex-col gap-2" onPointerLeave={() => setLooksAt(undefined)}>
      <legend className="mb-1 text-sm font-medium">{tasksText.pattern}</legend>
      <div className="grid grid-cols-2 gap-1.5 min-[28rem]:grid-cols-3 sm:grid-cols-5">
        {CHOICES.map((pattern) => (
          <label
            key={pattern}
            onPointerEnter={({ pointerType }) => pointerType === 'mouse' && setLooksAt(pattern)}
            className="relative flex min-w-0 flex-col items-center gap-1 rounded-md border border-line bg-surface px-2 pt-2 pb-1.5 text-xs font-medium text-muted transition-colors hover:border-line-strong hover:text-text has-checked:border-accent has-checked:bg-selected has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-focus"
          >
            <input
              type="radio"
              name={id}
              value={pattern}
              checked={pattern === value}
              onChange={() => onChange(pattern)}
              aria-describedby={`${id}${pattern}`}
              className="sr-only"
            />
            <span className="block w-full max-w-24">
              <PatternPicture pattern={pattern} />
            </span>
            {sharedText.pattern[pattern]}
          </label>
        ))}
      </div>
      {CHOICES.map((pattern) => (
        <span key={pattern} id={`${id}${pattern}`} hidden>
          {toSentence(pattern)}
        </span>
      ))}
      {/* Two lines, so that nothing below it moves while somebody looks around. */}
      <p aria-hidden className="min-h-8 text-xs text-muted">
        {toSentence(looksAt ?? value)}
      </p>
    </fieldset>
  );
}

/** What it does, and how many it takes. */
function toSentence(pattern: PatternWish): string {
  if (pattern === 'auto') return tasksText.autoMeans;
  const { sentence, least } = PATTERNS[pattern];
  return least > 1 ? `${sentence} ${tasksText.leastAgents(least)}` : sentence;
}
