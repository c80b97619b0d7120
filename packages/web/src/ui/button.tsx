import { LoaderCircle } from 'lucide-react';
import type { ComponentProps } from 'react';
import { type ButtonSize, type ButtonVariant, buttonClasses } from './button-classes.ts';
import type { Icon } from './icon.ts';
import { type Press, useGuardedPress } from './use-guarded-press.ts';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'onClick' | 'className' | 'style'> {
  readonly variant?: ButtonVariant | undefined;
  readonly size?: ButtonSize | undefined;
  /** Something that was pressed is under way. It shows, and a second press does nothing. */
  readonly busy?: boolean | undefined;
  readonly icon?: Icon | undefined;
  /** May return a promise: until it settles the button is busy. */
  readonly onClick?: Press | undefined;
}

export function Button({
  variant = 'secondary',
  size = 'md',
  busy = false,
  icon: Glyph,
  onClick,
  ...rest
}: ButtonProps) {
  const { press, pending } = useGuardedPress(onClick, busy);
  const { children, type = 'button', ...attributes } = rest;
  const Shown = pending ? LoaderCircle : Glyph;
  return (
    <button
      {...attributes}
      type={type}
      onClick={press}
      aria-busy={pending || undefined}
      aria-disabled={pending || undefined}
      className={buttonClasses(variant, size)}
    >
      {Shown && <Shown size={15} aria-hidden className={pending ? 'animate-turn' : undefined} />}
      {children}
    </button>
  );
}
