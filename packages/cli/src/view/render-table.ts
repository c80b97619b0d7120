/** Rows in columns that fit the terminal: the first column gives way, and no line is ever wider than it has to be. */
import { fitText, padText, widthOf } from './fit-text.ts';
import type { Style } from './style.ts';

export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  /** Figures stand on the right. */
  readonly right?: boolean;
  readonly paint?: (row: Row, style: Style) => (text: string) => string;
}

export interface TableLook {
  readonly style: Style;
  readonly columns: number;
}

const GAP = '  ';
const LEAST_COLUMNS = 80;
const LEAST_FIRST = 16;
/** Notes in the last column may be cut before names in the first are. */
const LEAST_LAST = 20;

export function renderTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], look: TableLook): string[] {
  const texts = rows.map((row) => columns.map(({ text }) => text(row)));
  const natural = columns.map(({ title }, index) =>
    Math.max(widthOf(title), ...texts.map((row) => widthOf(row[index] ?? ''))),
  );
  const widths = fitWidths(natural, Math.max(look.columns, LEAST_COLUMNS) - GAP.length * (columns.length - 1));
  const place = (text: string, index: number) => {
    const width = widths[index] ?? 0;
    const fitted = fitText(text, width);
    if (columns[index]?.right) return ' '.repeat(Math.max(width - widthOf(fitted), 0)) + fitted;
    return index === columns.length - 1 ? fitted : padText(fitted, width);
  };
  const head = columns.map(({ title }, index) => place(title, index)).join(GAP);
  const lines = texts.map((row, number) => {
    const cells = row.map((text, index) => {
      const paint = rows[number] !== undefined && columns[index]?.paint?.(rows[number], look.style);
      return paint ? paint(place(text, index)) : place(text, index);
    });
    return cells.join(GAP).trimEnd();
  });
  return [look.style.dim(head.trimEnd()), ...lines];
}

function fitWidths(natural: readonly number[], room: number): readonly number[] {
  const [first = 0, ...rest] = natural;
  const last = rest.pop();
  if (last === undefined) return [Math.min(first, room)];
  const forEnds = room - rest.reduce((sum, width) => sum + width, 0);
  const fittedFirst = Math.min(first, Math.max(forEnds - Math.min(last, LEAST_LAST), LEAST_FIRST));
  return [fittedFirst, ...rest, Math.min(last, Math.max(forEnds - fittedFirst, Math.min(last, LEAST_LAST)))];
}
