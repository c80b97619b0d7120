import type { ReactNode } from 'react';

/** What stands below a `PageHeader`: panels with the same gap between them on every page. */
export function PageBody({
  children,
  narrow = false,
}: {
  readonly children: ReactNode;
  readonly narrow?: boolean | undefined;
}) {
  return <div className={`flex min-w-0 flex-col gap-4 pt-4 ${narrow ? 'max-w-3xl' : ''}`}>{children}</div>;
}
