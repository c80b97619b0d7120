import { formatCount } from '../../../../domain/format-numbers.ts';
import { runText } from '../../../../strings/run.ts';
import { joinClasses } from '../../../../ui/join-classes.ts';
import type { ChartCell, ChartRows } from './to-rows.ts';
import { formatNumber } from './to-scale.ts';

const MOST_ROWS = 500;

/** The same figures, to be read and heard. */
export function ChartTable({ title, table: { head, rows } }: { readonly title: string; readonly table: ChartRows }) {
  const left = rows.length - MOST_ROWS;
  return (
    // What scrolls is reached by keyboard too.
    <div tabIndex={0} role="group" aria-label={runText.chart.figuresOf(title)} className="max-h-96 overflow-auto">
      <table aria-label={runText.chart.figuresOf(title)} className="text-xs">
        <thead>
          <tr>
            {head.map((name, column) => (
              <th
                key={`${column} ${name}`}
                scope="col"
                className="sticky top-0 border-b border-line bg-surface px-3 py-1 text-left font-semibold"
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map(({ cells, isMarked }, place) => (
            <tr key={place} className={joinClasses(isMarked && 'bg-danger-tint font-medium')}>
              {cells.map((cell, column) => (
                <td
                  key={column}
                  className={joinClasses(
                    'border-b border-line px-3 py-1 whitespace-nowrap',
                    typeof cell === 'number' && 'text-right',
                  )}
                >
                  {toShown(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && <p className="pt-2 text-xs text-muted">{runText.chart.moreRows(formatCount(left))}</p>}
    </div>
  );
}

function toShown(cell: ChartCell): string {
  if (typeof cell === 'number') return formatNumber(cell);
  const time = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})\.\d{3}Z$/.exec(cell);
  if (!time) return cell;
  return time[2] === '00:00:00' ? (time[1] ?? cell) : `${time[1]} ${time[2]}`;
}
