/** Rows of cells, after RFC 4180; what does not keep to it is shown as it stands. Each character is looked at once, whatever the text is. */
export function parseCsv(text: string): string[][] {
  const separator = findSeparator(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let at = text.startsWith('\u{feff}') ? 1 : 0;
  while (at < text.length || row.length > 0) {
    const cell = readCell(text, at, separator);
    row.push(cell.text);
    at = cell.end;
    if (text[at] === separator) {
      at++;
      continue;
    }
    rows.push(row);
    row = [];
    at += text.startsWith('\r\n', at) ? 2 : 1;
  }
  return rows;
}

const SEPARATORS = [',', ';', '\t'] as const;

/** Whatever the first line has most of. */
function findSeparator(text: string): string {
  const [line = ''] = text.split(/[\r\n]/u, 1);
  const count = (separator: string) => line.split(separator).length;
  return SEPARATORS.reduce<string>((best, each) => (count(each) > count(best) ? each : best), ',');
}

interface Cell {
  readonly text: string;
  /** Where the separator or the end of the line stands. */
  readonly end: number;
}

function readCell(text: string, from: number, separator: string): Cell {
  if (text[from] !== '"') return readPlain(text, from, separator);
  let at = from + 1;
  const parts: string[] = [];
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return { text: parts.join('') + text.slice(at), end: text.length };
    parts.push(text.slice(at, quote));
    if (text[quote + 1] !== '"') {
      const rest = readPlain(text, quote + 1, separator);
      return { text: parts.join('') + rest.text, end: rest.end };
    }
    parts.push('"');
    at = quote + 2;
  }
}

function readPlain(text: string, from: number, separator: string): Cell {
  let end = from;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++;
  return { text: text.slice(from, end), end };
}
