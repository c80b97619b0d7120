import type { ComponentProps } from 'react';
import { controlClasses, controlHeight } from './control-classes.ts';
import { Field, type FieldFrame } from './field.tsx';
import type { Icon } from './icon.ts';
import { joinClasses } from './join-classes.ts';

export interface TextFieldProps
  extends FieldFrame,
    Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'className' | 'style' | 'size' | 'id'> {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly icon?: Icon | undefined;
}

export function TextField(props: TextFieldProps) {
  const { label, hint, error, hideLabel, optional, value, onChange, icon: Glyph, ...rest } = props;
  return (
    <Field label={label} hint={hint} error={error} hideLabel={hideLabel} optional={optional}>
      {(control) => (
        <div className="relative">
          {Glyph && (
            <Glyph
              size={15}
              aria-hidden
              className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-faint"
            />
          )}
          <input
            type="text"
            {...rest}
            {...control}
            value={value}
            onChange={(event) => onChange(event.currentTarget.value)}
            className={joinClasses(controlClasses, controlHeight, Glyph && 'pl-8')}
          />
        </div>
      )}
    </Field>
  );
}
