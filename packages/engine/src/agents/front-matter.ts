/** The head of an agent's file: `key: value`, `key: [a, b]`, and indented lines of `- item` or `name: value`. Nothing more of YAML. */
import { InvalidInputError } from '../errors.ts';

export interface HeadValue {
  readonly value: string | readonly string[] | Readonly<Record<string, string>>;
  readonly line: number;
}

/** Told of each mistake. It may throw, which ends the reading; where it returns, what is wrong is passed over. */
export type OnMistake = (mistake: AgentFileError) => void;

/** Says where in which file something is wrong, and how to mend it. */
export class AgentFileError extends InvalidInputError {
  readonly line: number;
  /** The message without the place. */
  readonly problem: string;
  constructor(file: string, line: number, problem: string) {
    super(`${file}:${line} ${problem}`, file);
    this.line = line;
    this.problem = problem;
  }
}

export interface FrontMatter {
  readonly fields: ReadonlyMap<string, HeadValue>;
  readonly body: string;
  /** Where a message about something that is missing points to. */
  readonly lastLine: number;
}

export function toFileError(file: string, line: number, problem: string): AgentFileError {
  return new AgentFileError(file, line, problem);
}

/** Without somebody to tell, the first mistake ends the reading. */
export function throwMistake(mistake: AgentFileError): never {
  throw mistake;
}

interface Line {
  readonly file: string;
  readonly text: string;
  readonly number: number;
}

/** Throws where there is no front matter at all. */
export function parseFrontMatter(text: string, file: string, onMistake: OnMistake = throwMistake): FrontMatter {
  const lines = text.replace(/^\uFEFF/u, '').split(/\r?\n/u);
  if (lines[0]?.trimEnd() !== '---') {
    throw toFileError(file, 1, 'does not begin with front matter. Let its first line be ---.');
  }
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === '---');
  if (end === -1) throw toFileError(file, 1, 'has front matter without an end. Close it with a line of ---.');
  const head = lines.slice(1, end).map((line, index): Line => ({ file, text: line, number: index + 2 }));
  return {
    fields: parseHead(head, onMistake),
    body: lines
      .slice(end + 1)
      .join('\n')
      .trim(),
    lastLine: end + 1,
  };
}

/** A key whose value stands in the lines below it. */
interface OpenKey {
  readonly key: string;
  readonly line: number;
  readonly items: string[];
  readonly parts: Map<string, string>;
}

function parseHead(lines: readonly Line[], onMistake: OnMistake): Map<string, HeadValue> {
  const head: Head = { fields: new Map(), open: undefined };
  let isPassedOver = false;
  for (const line of lines) {
    if (/^\s*(?:#|$)/u.test(line.text)) continue;
    const isBelow = /^\s+(?:-\s|[A-Za-z][\w-]*:\s)/u.test(line.text);
    // What stands below a line that is wrong is part of the same mistake.
    if (isBelow && isPassedOver) continue;
    isPassedOver = !tryTo(() => (isBelow ? readBelow(head, line) : readEntry(head, line)), onMistake);
  }
  return head.fields;
}

interface Head {
  readonly fields: Map<string, HeadValue>;
  open: OpenKey | undefined;
}

/** False where it was a mistake. */
export function tryTo(act: () => void, onMistake: OnMistake): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (!(error instanceof AgentFileError)) throw error;
    onMistake(error);
    return false;
  }
}

function readBelow({ fields, open }: Head, line: Line): void {
  if (!open)
    throw toFileError(line.file, line.number, 'is a list item under no key. Put it under a line such as tools:.');
  fields.set(open.key, { value: addBelow(open, line), line: open.line });
}

function readEntry(head: Head, line: Line): void {
  const { fields } = head;
  const { key, rest } = parseEntry(line);
  if (fields.has(key)) throw toFileError(line.file, line.number, `gives ${key} for the second time. Keep one of them.`);
  head.open = rest === '' ? { key, items: [], parts: new Map(), line: line.number } : undefined;
  fields.set(key, { value: rest === '' ? [] : parseValue(rest, line), line: line.number });
}

/** What the key holds with this line: a list, or values by name. */
function addBelow({ key, items, parts }: OpenKey, line: Line): HeadValue['value'] {
  const item = /^\s+-\s+(.*)$/u.exec(line.text)?.[1];
  const [, name = '', value = ''] = /^\s+([A-Za-z][\w-]*):\s+(.*)$/u.exec(line.text) ?? [];
  if (item === undefined) parts.set(name, parseScalar(value, line));
  else items.push(parseScalar(item, line));
  if (items.length > 0 && parts.size > 0)
    throw toFileError(line.file, line.number, `mixes "- item" and "name: value" under ${key}. Use one of them.`);
  return item === undefined ? Object.fromEntries(parts) : items;
}

function parseEntry(line: Line): { key: string; rest: string } {
  const [, key, rest = ''] = /^([A-Za-z][A-Za-z0-9_]*):(?:\s+(.*))?$/u.exec(line.text) ?? [];
  if (key === undefined) {
    throw toFileError(
      line.file,
      line.number,
      'is neither "key: value" nor an indented "- item". Write it as one of them.',
    );
  }
  return { key, rest: rest.trim() };
}

function parseValue(text: string, line: Line): string | string[] {
  if (!text.startsWith('[')) return parseScalar(text, line);
  if (!text.endsWith(']'))
    throw toFileError(line.file, line.number, 'opens a list with [ and does not close it. Add the ].');
  const items = splitItems(text.slice(1, -1));
  const isEmpty = items.length === 1 && items[0] === '';
  return isEmpty ? [] : items.map((item) => parseScalar(item, line));
}

/** At the commas that are not inside quotes. */
function splitItems(text: string): string[] {
  return (text.match(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^,])+|(?<=,)(?=,|$)|^$/gu) ?? []).map((item) => item.trim());
}

function parseScalar(text: string, line: Line): string {
  const trimmed = text.trim();
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/u.exec(trimmed)?.[1];
  if (quoted !== undefined) return quoted.replace(/\\(["\\])/gu, '$1');
  const single = /^'([^']*)'$/u.exec(trimmed)?.[1];
  if (single !== undefined) return single;
  if (trimmed === '')
    throw toFileError(line.file, line.number, 'has an empty list item. Remove it or give it a value.');
  // What YAML would read as something else must not pass for plain text here.
  if (/^["'[\]{}&*!|>%@`]/u.test(trimmed) || /\s#/u.test(trimmed) || /:\s|:$/u.test(trimmed)) {
    throw toFileError(
      line.file,
      line.number,
      `has ${trimmed} without quotes around it. Put the value into double quotes.`,
    );
  }
  return trimmed;
}
