/** Where a text falls into parts that should stay together: sections, paragraphs, records of a table, lines of code. */
import type { Block } from './read-document.ts';

const LONGEST_HEADING = 200;

interface Line {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function* eachLine(text: string): Generator<Line> {
  for (let start = 0; start <= text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    yield { start, end, text: text.slice(start, end) };
    start = end + 1;
  }
}

/** Paragraphs under their headings, as Markdown writes them; a heading alone belongs to what follows it, and what is fenced has none. */
export function listSections(text: string): readonly Block[] {
  const blocks: Block[] = [];
  const path: Heading[] = [];
  let fence: string | undefined;
  let open: { start: number; end: number; isBare: boolean } | undefined;
  const close = () => {
    if (open) blocks.push({ start: open.start, end: open.end, headings: path.map(({ title }) => title) });
    open = undefined;
  };
  for (const line of eachLine(text)) {
    const isEmpty = line.text.trim() === '';
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line.text)?.[1];
    const heading = fence === undefined ? readHeading(line.text) : undefined;
    if ((heading || (isEmpty && fence === undefined)) && open?.isBare === false) close();
    if (heading) enter(path, heading);
    if (!isEmpty || fence !== undefined)
      open = { start: open?.start ?? line.start, end: line.end, isBare: Boolean(heading) };
    if (mark !== undefined) fence = fence === undefined ? mark : mark.startsWith(fence) ? undefined : fence;
  }
  close();
  return blocks;
}

interface Heading {
  readonly level: number;
  readonly title: string;
}

/** By hand behind its marks, as a line may be as long as its document. Marks at its end belong to it only without a space before them. */
function readHeading(line: string): Heading | undefined {
  const [, marks = '', rest = ''] = /^ {0,3}(#{1,6})[ \t](.*)/s.exec(line) ?? [];
  const said = rest.trim();
  let end = said.length;
  while (said[end - 1] === '#') end--;
  const isClosed = end === 0 || said[end - 1] === ' ' || said[end - 1] === '\t';
  const title = isClosed ? said.slice(0, end).trimEnd() : said;
  return title === '' ? undefined : { level: marks.length, title };
}

function enter(path: Heading[], { level, title }: Heading): void {
  while ((path.at(-1)?.level ?? 0) >= level) path.pop();
  path.push({ level, title: title.slice(0, LONGEST_HEADING) });
}

export function listParagraphs(
  text: string,
  more: { readonly from?: number; readonly page?: number } = {},
): readonly Block[] {
  const { from = 0, page } = more;
  const blocks: Block[] = [];
  let open: { start: number; end: number } | undefined;
  for (const { start, end, text: line } of [...eachLine(text), { start: text.length, end: text.length, text: '' }]) {
    if (line.trim() !== '') open = { start: open?.start ?? start, end };
    else if (open) {
      blocks.push({
        start: from + open.start,
        end: from + open.end,
        headings: [],
        ...(page !== undefined && { page }),
      });
      open = undefined;
    }
  }
  return blocks;
}

/** Each record with the names of its columns, which stand in the first. What is quoted may hold ends of lines. */
export function listRecords(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let header: string | undefined;
  let start = 0;
  let quoted = false;
  const close = (end: number) => {
    const record = text.slice(start, end);
    if (record.trim() !== '') {
      header ??= record.slice(0, LONGEST_HEADING);
      blocks.push({ start, end, headings: blocks.length === 0 ? [] : [header] });
    }
    start = end + 1;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    else if (character === '\n' && !quoted) close(at);
  }
  close(text.length);
  // The names of the columns stand over every other record.
  return blocks.length > 1 ? blocks.slice(1) : blocks;
}

/** Lines up to the next one that begins at the margin after an empty one: there, most languages begin something new. */
export function listLines(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { start: number; end: number } | undefined;
  let wasEmpty = false;
  for (const line of eachLine(text)) {
    const isEmpty = line.text.trim() === '';
    if (open && wasEmpty && /^\S/.test(line.text)) {
      blocks.push({ ...open, headings: [] });
      open = undefined;
    }
    if (!isEmpty) open = { start: open?.start ?? line.start, end: line.end };
    wasEmpty = isEmpty;
  }
  if (open) blocks.push({ ...open, headings: [] });
  return blocks;
}
