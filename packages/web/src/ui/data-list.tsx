import type { ReactNode } from 'react';

export interface DataListProps {
  readonly label: string;
  readonly children: ReactNode;
}

export function DataList({ label, children }: DataListProps) {
  return (
    <ul aria-label={label} className="divide-y divide-line">
      {children}
    </ul>
  );
}

export interface DataItemProps {
  /** A dot or an icon. */
  readonly lead?: ReactNode;
  /** A `RowLink` makes the whole line a link. */
  readonly title: ReactNode;
  readonly detail?: ReactNode;
  /** Time, cost, badges: at the end of the line. */
  readonly trail?: ReactNode;
}

/** One line of a list; on a narrow screen what stands at its end goes below. */
export function DataItem({ lead, title, detail, trail }: DataItemProps) {
  return (
    <li className="relative flex min-h-10 items-start gap-2.5 px-4 py-2 transition-colors hover:bg-hover">
      {lead !== undefined && <span className="flex h-5 shrink-0 items-center">{lead}</span>}
      <div className="flex min-w-0 flex-1 flex-col gap-x-3 sm:flex-row sm:items-baseline">
        <div className="min-w-0 flex-1">
          <div className="truncate">{title}</div>
          {detail !== undefined && <div className="truncate text-xs text-muted">{detail}</div>}
        </div>
        {trail !== undefined && (
          <div className="flex shrink-0 flex-wrap items-center gap-2 text-xs text-muted">{trail}</div>
        )}
      </div>
    </li>
  );
}
