import type { ReactNode } from 'react';

export interface ToolbarProps {
  readonly label: string;
  readonly children: ReactNode;
}

/** Filters and actions above a list; wraps where it is narrow. */
export function Toolbar({ label, children }: ToolbarProps) {
  return (
    <div role="group" aria-label={label} className="flex flex-wrap items-center gap-2">
      {children}
    </div>
  );
}
