import type { ReactNode } from 'react';
import { joinClasses } from './join-classes.ts';

type From = 'sm' | 'md' | 'lg';
const shownFrom: Readonly<Record<From, string>> = {
  sm: 'hidden sm:table-cell',
  md: 'hidden md:table-cell',
  lg: 'hidden lg:table-cell',
};

export interface Column {
  readonly id: string;
  readonly label: string;
  readonly align?: 'start' | 'end' | undefined;
  /** Left out on narrower screens; its cells say the same. */
  readonly from?: From | undefined;
  readonly hideLabel?: boolean | undefined;
}

export interface TableShellProps {
  readonly label: string;
  readonly columns: readonly Column[];
  readonly children: ReactNode;
}

export function TableShell({ label, columns, children }: TableShellProps) {
  return (
    <table aria-label={label} className="w-full border-collapse text-left">
      <thead>
        <tr className="border-b border-line">
          {columns.map((column) => (
            <th
              key={column.id}
              scope="col"
              className={joinClasses(
                'h-8 px-3 text-xs font-medium text-muted first:pl-4 last:pr-4',
                column.align === 'end' && 'text-right',
                column.from && shownFrom[column.from],
              )}
            >
              {column.hideLabel ? <span className="sr-only">{column.label}</span> : column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

export interface RowProps {
  readonly children: ReactNode;
  readonly selected?: boolean | undefined;
}

/** A `RowLink` in one of its cells makes the whole row go there. */
export function Row({ children, selected = false }: RowProps) {
  return (
    <tr
      aria-current={selected || undefined}
      className={joinClasses(
        'relative border-b border-line transition-colors last:border-b-0 hover:bg-hover has-focus-visible:bg-hover',
        selected && 'bg-selected',
      )}
    >
      {children}
    </tr>
  );
}

export interface CellProps {
  readonly children: ReactNode;
  readonly align?: 'start' | 'end' | undefined;
  readonly from?: From | undefined;
  readonly muted?: boolean | undefined;
  readonly mono?: boolean | undefined;
  /** Takes the room that is left and cuts what is too long. */
  readonly grow?: boolean | undefined;
  /** The cell that names the row. */
  readonly heads?: boolean | undefined;
}

export function Cell({ children, align, from, muted, mono, grow, heads }: CellProps) {
  const Tag = heads ? 'th' : 'td';
  return (
    <Tag
      scope={heads ? 'row' : undefined}
      className={joinClasses(
        'h-9 px-3 py-1.5 font-normal first:pl-4 last:pr-4',
        align === 'end' && 'text-right',
        from && shownFrom[from],
        muted && 'text-muted',
        mono && 'font-mono text-xs',
        grow ? 'w-full max-w-0 truncate' : 'whitespace-nowrap',
      )}
    >
      {children}
    </Tag>
  );
}
