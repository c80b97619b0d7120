import { ChevronsUpDown } from 'lucide-react';
import { controlClasses, controlHeight } from './control-classes.ts';
import { Field, type FieldFrame } from './field.tsx';
import { joinClasses } from './join-classes.ts';

export interface SelectOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly disabled?: boolean | undefined;
}

export interface SelectProps<Value extends string> extends FieldFrame {
  readonly options: readonly SelectOption<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly disabled?: boolean | undefined;
  readonly name?: string | undefined;
}

/** The browser's own list: it works with every keyboard, screen reader and telephone. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, hint, error, hideLabel, optional, options, value, onChange, ...rest } = props;
  return (
    <Field label={label} hint={hint} error={error} hideLabel={hideLabel} optional={optional}>
      {(control) => (
        <div className="relative">
          <select
            {...rest}
            {...control}
            value={value}
            onChange={(event) => {
              const chosen = options[event.currentTarget.selectedIndex];
              if (chosen) onChange(chosen.value);
            }}
            className={joinClasses(controlClasses, controlHeight, 'appearance-none pr-7')}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronsUpDown
            size={13}
            aria-hidden
            className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-faint"
          />
        </div>
      )}
    </Field>
  );
}
