/** The figures of a table as a file that spreadsheets read: every digit of money stays. */
import type { CostsView } from '@tutti/protocol/api';

const COLUMNS = [
  'calls',
  'inputTokens',
  'outputTokens',
  'usd',
  'freeCalls',
  'localCalls',
  'rehearsedCalls',
  'estimatedCalls',
  'inDoubtUsd',
  'insteadOfUsd',
  'savedUsd',
] as const;

export function toCsv({ by, rows, total }: CostsView): string {
  const lines = [
    [by, ...COLUMNS],
    ...rows.map((row) => [row.of ?? 'none', ...COLUMNS.map((column) => String(row[column]))]),
    ['total', ...COLUMNS.map((column) => String(total[column]))],
  ];
  return lines.map((cells) => `${cells.map(toCell).join(',')}\r\n`).join('');
}

/** A cell that begins like a formula would be computed by whoever opens the file. */
function toCell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
