import { useState } from 'react';
import { controlClasses, controlHeight } from './control-classes.ts';
import { Field, type FieldFrame } from './field.tsx';
import { joinClasses } from './join-classes.ts';

export interface NumberFieldProps extends FieldFrame {
  readonly value: number | undefined;
  /** Undefined when the field is empty; NaN when what stands there is no number. */
  readonly onChange: (value: number | undefined) => void;
  /** Shown behind the number: `USD`, `minutes`. */
  readonly unit?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly name?: string | undefined;
}

/** Keeps what was typed as it was typed (`1.`), while its owner only sees numbers. */
export function NumberField(props: NumberFieldProps) {
  const { label, hint, error, hideLabel, optional, value, onChange, unit, ...rest } = props;
  const [typed, setTyped] = useState('');
  const shown = Object.is(parseNumber(typed), value) ? typed : String(value ?? '');
  return (
    <Field label={label} hint={hint} error={error} hideLabel={hideLabel} optional={optional}>
      {(control) => (
        <div className="relative">
          <input
            {...rest}
            {...control}
            type="text"
            inputMode="decimal"
            autoComplete="off"
            value={shown}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              onChange(parseNumber(event.currentTarget.value));
            }}
            className={joinClasses(controlClasses, controlHeight, unit !== undefined && 'pr-18')}
          />
          {unit !== undefined && (
            <span
              aria-hidden
              className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-xs text-muted"
            >
              {unit}
            </span>
          )}
        </div>
      )}
    </Field>
  );
}

function parseNumber(text: string): number | undefined {
  // `12,000` is twelve thousand; a comma elsewhere is a decimal one.
  const grouped = /^\d{1,3}(?:[, ]\d{3})+$/.test(text.trim());
  const trimmed = grouped ? text.replaceAll(/[, ]/g, '') : text.trim().replace(',', '.');
  return trimmed === '' ? undefined : Number(trimmed);
}
