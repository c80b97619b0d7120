import { CircleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { uiText } from '../strings/ui.ts';

/** What ties a control to its label and to what is said below it. */
export interface ControlAttributes {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

export interface FieldFrame {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** Read aloud only: where the place says it, as over a list. */
  readonly hideLabel?: boolean | undefined;
  readonly optional?: boolean | undefined;
}

export interface FieldProps extends FieldFrame {
  readonly children: (control: ControlAttributes) => ReactNode;
}

export function Field({ label, hint, error, hideLabel = false, optional = false, children }: FieldProps) {
  const id = useId();
  const hintId = hint === undefined ? undefined : `${id}hint`;
  const errorId = error === undefined ? undefined : `${id}error`;
  const describedBy = [errorId, hintId].filter(Boolean).join(' ');
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'text-sm font-medium'}>
        {label}
        {optional && <span className="ml-1.5 font-normal text-faint">{uiText.optional}</span>}
      </label>
      {children({
        id,
        'aria-describedby': describedBy || undefined,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {error !== undefined && (
        <p id={errorId} className="flex items-start gap-1 text-xs text-danger">
          <CircleAlert size={13} aria-hidden className="mt-px shrink-0" />
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p id={hintId} className="text-xs text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}
