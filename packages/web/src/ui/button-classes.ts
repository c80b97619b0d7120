import { joinClasses } from './join-classes.ts';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger';
export type ButtonSize = 'sm' | 'md';

const variants: Readonly<Record<ButtonVariant, string>> = {
  primary: 'bg-accent text-on-accent border-transparent hover:bg-accent-hover',
  secondary: 'bg-surface text-text border-line-strong/50 hover:bg-hover',
  ghost: 'bg-transparent text-muted border-transparent hover:bg-hover hover:text-text',
  danger: 'bg-danger-fill text-on-accent border-transparent hover:bg-danger-fill-hover',
};
const sizes: Readonly<Record<ButtonSize, string>> = {
  sm: 'h-7 px-2 text-xs pointer-coarse:h-9 pointer-coarse:px-3',
  md: 'h-8 px-3 text-sm pointer-coarse:h-10 pointer-coarse:px-4',
};

/** One look for everything that is pressed, be it a button or a link. */
export function buttonClasses(variant: ButtonVariant, size: ButtonSize): string {
  return joinClasses(
    'inline-flex shrink-0 select-none items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap no-underline transition-colors',
    'disabled:opacity-55 aria-disabled:opacity-70',
    variants[variant],
    sizes[size],
  );
}
