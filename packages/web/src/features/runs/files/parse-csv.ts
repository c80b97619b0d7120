/** Rows of cells, after RFC 4180; what does not keep to it is shown as it stands. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const match of text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)([^,\r\n]*)(,|\r?\n|\r|$)/gu)) {
    const [whole, cell = '', rest = '', end = ''] = match;
    if (whole === '' && row.length === 0) break;
    row.push((cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell) + rest);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
