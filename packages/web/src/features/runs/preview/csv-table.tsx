import { filesText } from '../../../strings/files.ts';
import { parseCsv } from './parse-csv.ts';

const MOST_ROWS = 100;
const MOST_COLUMNS = 50;
const LONGEST_CELL = 500;

/** The beginning of a table, as text: no cell is a formula or a link here. */
export function CsvTable({ name, text }: { name: string; text: string }) {
  const [head = [], ...rows] = parseCsv(text);
  const shown = rows.slice(0, MOST_ROWS);
  const columns = Math.max(head.length, ...shown.map((row) => row.length));
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div
        // What scrolls is reached by keyboard too.
        tabIndex={0}
        role="group"
        aria-label={filesText.previewOf(name)}
        className="max-h-96 overflow-auto"
      >
        <table className="text-xs">
          <thead>
            <tr>
              {head.slice(0, MOST_COLUMNS).map((cell, column) => (
                <th
                  key={`${column} ${toShort(cell)}`}
                  scope="col"
                  className="border-b border-line px-2 py-1 text-left font-semibold"
                >
                  {toShort(cell)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, place) => (
              <tr key={`${place} ${toShort(row[0] ?? '')}`}>
                {row.slice(0, MOST_COLUMNS).map((cell, column) => (
                  <td key={`${column} ${toShort(cell)}`} className="border-b border-line px-2 py-1 align-top">
                    {toShort(cell)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > MOST_ROWS && <p className="text-xs text-muted">{filesText.moreRows(rows.length - MOST_ROWS)}</p>}
      {columns > MOST_COLUMNS && <p className="text-xs text-muted">{filesText.moreColumns(columns - MOST_COLUMNS)}</p>}
    </div>
  );
}

function toShort(cell: string): string {
  return cell.length > LONGEST_CELL ? `${cell.slice(0, LONGEST_CELL)}…` : cell;
}
