import { useId } from 'react';
import { joinClasses } from './join-classes.ts';

export interface SwitchProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean | undefined;
}

/** For what takes hold at once; what is sent with a form is a checkbox. */
export function Switch({ label, hint, checked, onChange, disabled }: SwitchProps) {
  const id = useId();
  const hintId = hint === undefined ? undefined : `${id}hint`;
  return (
    <div className="flex items-start gap-2.5 pointer-coarse:py-2">
      <button
        type="button"
        role="switch"
        aria-checked={checked}
        aria-labelledby={`${id}label`}
        aria-describedby={hintId}
        disabled={disabled}
        onClick={() => onChange(!checked)}
        className={joinClasses(
          'relative mt-px h-[18px] w-8 shrink-0 rounded-full border transition-colors disabled:opacity-55',
          checked ? 'border-accent bg-accent' : 'border-line-strong bg-sunken',
        )}
      >
        <span
          className={joinClasses(
            'absolute top-1/2 left-0.5 size-3 -translate-y-1/2 rounded-full transition-transform',
            checked ? 'translate-x-[14px] bg-on-accent' : 'bg-muted',
          )}
        />
      </button>
      <div className="min-w-0">
        <span id={`${id}label`}>{label}</span>
        {hint !== undefined && (
          <p id={hintId} className="text-xs text-muted">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
