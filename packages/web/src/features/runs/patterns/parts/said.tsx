import type { ReactNode } from 'react';

interface Props {
  /** Who says it. */
  readonly by: string;
  readonly mark?: ReactNode;
  readonly children: ReactNode;
}

/** What somebody gave as a reason. */
export function Said({ by, mark, children }: Props) {
  return (
    <li className="flex min-w-0 flex-wrap items-baseline gap-x-2 gap-y-0.5">
      <span className="font-semibold">{by}</span>
      {mark}
      <span className="min-w-0 text-muted [overflow-wrap:anywhere]">{children}</span>
    </li>
  );
}
