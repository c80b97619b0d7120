import { type ReactNode, useId } from 'react';

export interface PanelProps {
  readonly title?: string | undefined;
  /** A count or a badge beside the title. */
  readonly meta?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Its content reaches the edges, as a list does. */
  readonly flush?: boolean | undefined;
}

export function Panel({ title, meta, actions, children, flush = false }: PanelProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={title === undefined ? undefined : id}
      className="min-w-0 overflow-clip rounded-lg border border-line bg-surface"
    >
      {title !== undefined && (
        <header className="flex min-h-10 flex-wrap items-center gap-2 border-b border-line px-4 py-1">
          <h2 id={id} className="text-sm font-semibold">
            {title}
          </h2>
          {meta}
          {actions !== undefined && <div className="ml-auto flex items-center gap-1.5">{actions}</div>}
        </header>
      )}
      {flush ? children : <div className="p-4">{children}</div>}
    </section>
  );
}
