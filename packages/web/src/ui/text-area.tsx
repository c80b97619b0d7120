import type { ComponentProps } from 'react';
import { controlClasses } from './control-classes.ts';
import { Field, type FieldFrame } from './field.tsx';
import { joinClasses } from './join-classes.ts';

export interface TextAreaProps
  extends FieldFrame,
    Omit<ComponentProps<'textarea'>, 'onChange' | 'value' | 'className' | 'style' | 'id'> {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly mono?: boolean | undefined;
}

/** Grows with its text up to half the screen. */
export function TextArea(props: TextAreaProps) {
  const { label, hint, error, hideLabel, optional, value, onChange, mono = false, rows = 3, ...rest } = props;
  return (
    <Field label={label} hint={hint} error={error} hideLabel={hideLabel} optional={optional}>
      {(control) => (
        <textarea
          {...rest}
          {...control}
          rows={rows}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          className={joinClasses(
            controlClasses,
            'field-sizing-content max-h-[50vh] min-h-20 resize-y py-1.5 leading-5',
            mono && 'font-mono',
          )}
        />
      )}
    </Field>
  );
}
