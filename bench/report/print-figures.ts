import { describeTarget, type Figure, isMet, toPlainNumber } from './figure.ts';

const HEADINGS = ['figure', 'value', 'target', '', 'note'];

export function printFigures(figures: readonly Figure[]): void {
  const rows = figures.map((figure) => [
    figure.name,
    figure.value === undefined ? 'not measured' : `${toPlainNumber(figure.value)} ${figure.unit}`,
    describeTarget(figure.target) ?? '',
    toVerdict(isMet(figure)),
    figure.note ?? '',
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of [HEADINGS, ...rows]) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}

function toVerdict(met: boolean | undefined): string {
  if (met === undefined) return '';
  return met ? 'met' : 'MISSED';
}
