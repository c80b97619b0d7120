/**
 * Markdown as agents write it, to plain data. There is no HTML in it: what looks like a tag is text.
 * Line by line, without backtracking, so that no text takes long.
 */
export type MarkdownBlock =
  | { readonly type: 'heading'; readonly level: number; readonly text: string }
  | { readonly type: 'paragraph'; readonly text: string }
  | { readonly type: 'code'; readonly language: string; readonly text: string }
  | { readonly type: 'quote'; readonly blocks: readonly MarkdownBlock[] }
  | { readonly type: 'list'; readonly start: number | undefined; readonly items: readonly MarkdownItem[] }
  | { readonly type: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly type: 'rule' };

export interface MarkdownItem {
  /** Undefined where it is no task. */
  readonly done: boolean | undefined;
  readonly blocks: readonly MarkdownBlock[];
}

const heading = /^(#{1,6})\s+(.+)$/;
const fence = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]*)/;
const rule = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const bullet = /^( {0,3})(?:[-*+]|(\d{1,9})[.)])(\s+|$)/;
const quote = /^ {0,3}> ?/;
const divider = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;
const DEEPEST = 12;

export function parseMarkdown(text: string): MarkdownBlock[] {
  return parseLines(text.replaceAll('\r\n', '\n').replaceAll('\t', '    ').split('\n'), 0);
}

interface Taken {
  readonly block: MarkdownBlock | undefined;
  readonly next: number;
}

function parseLines(lines: readonly string[], depth: number): MarkdownBlock[] {
  // Whoever nests deeper than this wants to break something.
  if (depth > DEEPEST) return [{ type: 'paragraph', text: lines.join('\n') }];
  const blocks: MarkdownBlock[] = [];
  for (let at = 0; at < lines.length; ) {
    const { block, next } = takeBlock(lines, at, depth);
    if (block) blocks.push(block);
    at = next;
  }
  return blocks;
}

function takeBlock(lines: readonly string[], at: number, depth: number): Taken {
  const line = lines[at] ?? '';
  if (line.trim() === '') return { block: undefined, next: at + 1 };
  if (fence.test(line)) return takeCode(lines, at);
  const [, marks, title] = heading.exec(line) ?? [];
  if (marks !== undefined && title !== undefined)
    return { block: { type: 'heading', level: marks.length, text: trimHashes(title) }, next: at + 1 };
  if (rule.test(line)) return { block: { type: 'rule' }, next: at + 1 };
  if (quote.test(line)) return takeQuote(lines, at, depth);
  if (bullet.test(line)) return takeList(lines, at, depth);
  if (line.includes('|') && divider.test(lines[at + 1] ?? '') && (lines[at + 1] ?? '').includes('-'))
    return takeTable(lines, at);
  return takeParagraph(lines, at);
}

function takeCode(lines: readonly string[], at: number): Taken {
  const [, mark = '```', language = ''] = fence.exec(lines[at] ?? '') ?? [];
  const end = lines.findIndex((line, index) => index > at && line.trim().startsWith(mark));
  // While words stream in, the end of a block is not there yet.
  const last = end === -1 ? lines.length : end;
  return { block: { type: 'code', language, text: lines.slice(at + 1, last).join('\n') }, next: last + 1 };
}

function takeQuote(lines: readonly string[], at: number, depth: number): Taken {
  const next = endOf(lines, at, (line) => quote.test(line));
  const inner = lines.slice(at, next).map((line) => line.replace(quote, ''));
  return { block: { type: 'quote', blocks: parseLines(inner, depth + 1) }, next };
}

function takeList(lines: readonly string[], at: number, depth: number): Taken {
  const first = bullet.exec(lines[at] ?? '');
  const ordered = first?.[2] !== undefined;
  const items: MarkdownItem[] = [];
  let next = at;
  while (next < lines.length) {
    const mark = bullet.exec(lines[next] ?? '');
    if (!mark || (mark[2] !== undefined) !== ordered) break;
    const begin = next;
    const width = mark[0].length;
    next = endOf(lines, begin + 1, (line, index) => belongsToItem(lines, { line, index, begin }));
    const body = [
      (lines[begin] ?? '').slice(width),
      ...lines.slice(begin + 1, next).map((line) => unindent(line, width)),
    ];
    items.push(toItem(body, depth));
  }
  return { block: { type: 'list', start: ordered ? Number(first[2]) : undefined, items }, next };
}

/** Indented lines belong to the item, and blank ones that an indented line follows. */
function belongsToItem(lines: readonly string[], at: { line: string; index: number; begin: number }): boolean {
  const { line, index, begin } = at;
  if (line.trim() === '') return /^ {2,}\S/.test(lines[index + 1] ?? '');
  if (/^ {2,}/.test(line)) return true;
  const isPlain = !bullet.test(line) && !startsBlock(line);
  return isPlain && index === begin + 1 && (lines[begin] ?? '').trim().length > 2;
}

function toItem(body: readonly string[], depth: number): MarkdownItem {
  const [, mark] = /^\[([ xX])\]\s/.exec(body[0] ?? '') ?? [];
  const lines = mark === undefined ? body : [(body[0] ?? '').slice(4), ...body.slice(1)];
  return { done: mark === undefined ? undefined : mark !== ' ', blocks: parseLines(lines, depth + 1) };
}

function takeTable(lines: readonly string[], at: number): Taken {
  const next = endOf(lines, at + 2, (line) => line.includes('|'));
  const head = toCells(lines[at] ?? '');
  const rows = lines.slice(at + 2, next).map((line) => {
    const cells = toCells(line);
    return head.map((_, index) => cells[index] ?? '');
  });
  return { block: { type: 'table', head, rows }, next };
}

function takeParagraph(lines: readonly string[], at: number): Taken {
  const next = endOf(lines, at + 1, (line) => line.trim() !== '' && !startsBlock(line) && !bullet.test(line));
  return { block: { type: 'paragraph', text: lines.slice(at, next).join('\n').trim() }, next };
}

function startsBlock(line: string): boolean {
  return fence.test(line) || heading.test(line) || rule.test(line) || quote.test(line);
}

function endOf(lines: readonly string[], from: number, belongs: (line: string, index: number) => boolean): number {
  let at = from;
  while (at < lines.length && belongs(lines[at] ?? '', at)) at += 1;
  return at;
}

function unindent(line: string, width: number): string {
  const indent = line.length - line.trimStart().length;
  return line.slice(Math.min(indent, width));
}

function trimHashes(title: string): string {
  return title.replace(/\s#+\s*$/, '').trim();
}

function toCells(line: string): string[] {
  return line
    .trim()
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split('|')
    .map((cell) => cell.trim());
}
