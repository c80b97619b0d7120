import { useId } from 'react';
import type { Icon } from './icon.ts';

export interface Segment<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly icon?: Icon | undefined;
}

export interface SegmentedControlProps<Value extends string> {
  readonly label: string;
  readonly options: readonly Segment<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly showLabel?: boolean | undefined;
}

/** Two to five choices that exclude each other. Radio buttons underneath, so arrow keys move between them. */
export function SegmentedControl<Value extends string>(props: SegmentedControlProps<Value>) {
  const { label, options, value, onChange, showLabel = false } = props;
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className={showLabel ? 'mb-1 text-sm font-medium' : 'sr-only'}>{label}</legend>
      <div className="inline-flex max-w-full flex-wrap gap-0.5 rounded-md border border-line bg-sunken p-0.5">
        {options.map(({ value: own, label: text, icon: Glyph }) => (
          <label
            key={own}
            className="inline-flex h-6.5 items-center gap-1.5 rounded-sm border border-transparent px-2.5 text-xs font-medium text-muted transition-colors hover:text-text has-checked:border-line has-checked:bg-surface has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-focus pointer-coarse:h-9"
          >
            <input
              type="radio"
              name={name}
              value={own}
              checked={own === value}
              onChange={() => onChange(own)}
              className="sr-only"
            />
            {Glyph && <Glyph size={14} aria-hidden />}
            {text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
