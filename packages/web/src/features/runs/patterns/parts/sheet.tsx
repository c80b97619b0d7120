import type { ReactNode } from 'react';
import { joinClasses } from '../../../../ui/join-classes.ts';

export interface SheetColumn {
  readonly id: string;
  readonly label: string;
  readonly align?: 'end' | undefined;
}

interface Props {
  readonly label: string;
  readonly columns: readonly SheetColumn[];
  readonly children: ReactNode;
}

/** A table of words that may be long: they break, and where all is too wide it is scrolled by itself. */
export function Sheet({ label, columns, children }: Props) {
  return (
    <div role="group" aria-label={label} tabIndex={0} className="min-w-0 overflow-x-auto -outline-offset-2">
      <table className="w-full border-collapse text-left">
        <thead>
          <tr className="border-b border-line">
            {columns.map(({ id, label: text, align }) => (
              <th
                key={id}
                scope="col"
                className={joinClasses(
                  'px-2 py-1.5 text-xs font-medium text-muted first:pl-4 last:pr-4',
                  align === 'end' && 'text-right',
                )}
              >
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export function SheetRow({ children, marked = false }: { readonly children: ReactNode; readonly marked?: boolean }) {
  return (
    <tr className={joinClasses('border-b border-line align-top last:border-b-0', marked && 'bg-selected')}>
      {children}
    </tr>
  );
}

interface CellProps {
  readonly children?: ReactNode;
  readonly align?: 'end' | undefined;
  /** It names the row. */
  readonly heads?: boolean;
  /** It takes the room that is left. */
  readonly wide?: boolean;
}

export function SheetCell({ children, align, heads = false, wide = false }: CellProps) {
  const Tag = heads ? 'th' : 'td';
  return (
    <Tag
      scope={heads ? 'row' : undefined}
      className={joinClasses(
        'px-2 py-1.5 first:pl-4 last:pr-4',
        heads ? 'font-medium' : 'font-normal',
        align === 'end' && 'text-right',
        wide ? 'min-w-40 [overflow-wrap:anywhere]' : 'whitespace-nowrap',
      )}
    >
      {children}
    </Tag>
  );
}
