import { LoaderCircle } from 'lucide-react';
import type { ComponentProps } from 'react';
import type { Icon } from './icon.ts';
import { joinClasses } from './join-classes.ts';
import { Tooltip } from './tooltip.tsx';
import { type Press, useGuardedPress } from './use-guarded-press.ts';

export interface IconButtonProps
  extends Omit<ComponentProps<'button'>, 'onClick' | 'className' | 'style' | 'children'> {
  /** What it does: read aloud, and shown on hover. */
  readonly label: string;
  readonly icon: Icon;
  readonly size?: 'sm' | 'md' | undefined;
  readonly busy?: boolean | undefined;
  /** For buttons that stay down. */
  readonly pressed?: boolean | undefined;
  readonly onClick?: Press | undefined;
}

export function IconButton({
  label,
  icon: Glyph,
  size = 'md',
  busy = false,
  pressed,
  onClick,
  ...rest
}: IconButtonProps) {
  const { press, pending } = useGuardedPress(onClick, busy);
  const Shown = pending ? LoaderCircle : Glyph;
  return (
    <Tooltip text={label}>
      <button
        type="button"
        {...rest}
        onClick={press}
        aria-label={label}
        aria-pressed={pressed}
        aria-disabled={pending || undefined}
        className={joinClasses(
          'inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors hover:bg-hover hover:text-text disabled:opacity-50 pointer-coarse:size-10',
          size === 'sm' ? 'size-6' : 'size-8',
          pressed && 'bg-selected text-text',
        )}
      >
        <Shown size={size === 'sm' ? 14 : 16} aria-hidden className={pending ? 'animate-turn' : undefined} />
      </button>
    </Tooltip>
  );
}
