/** The frame of everything that is typed into or chosen from. */
export const controlClasses =
  'w-full min-w-0 rounded-md border border-line-strong bg-surface px-2.5 text-sm text-text placeholder:text-faint transition-colors hover:border-muted disabled:opacity-55 aria-invalid:border-danger pointer-coarse:text-lg';
export const controlHeight = 'h-8 pointer-coarse:h-10';
