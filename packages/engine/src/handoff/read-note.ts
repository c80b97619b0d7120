/** What an agent states in the block at the end of its text: JSON, or lines of `key: value`. A block that says nothing is no failure. */
import { splitHandoff } from '@tutti/protocol';

export interface HandoffNote {
  readonly summary: string | undefined;
  readonly facts: readonly string[];
  /** Facts that have to stand in the result. */
  readonly must: readonly string[];
  readonly constraints: readonly string[];
  readonly open: readonly string[];
  readonly done: readonly string[];
  readonly notDone: readonly string[];
  readonly artefacts: readonly string[];
  /** What the sender is asked, before the work can be done. */
  readonly asks: readonly string[];
}

export interface Told {
  /** What is for everybody. */
  readonly text: string;
  readonly note: HandoffNote;
  readonly block: 'read' | 'broken' | 'none';
}

type Key = Exclude<keyof HandoffNote, 'summary'> | 'summary';

const MOST_ITEMS = 20;
const LONGEST_ITEM = 300;
const LINE = /^\s*(?:[-*•]\s+)?\**(\p{L}[\p{L} _-]{1,30}?)\**\s*:\**\s*(.*)$/u;
const ITEM = /^\s*[-*•]\s+(.+)$/u;
const KEYS: ReadonlyMap<string, Key> = new Map(
  Object.entries({
    summary: ['summary'],
    facts: ['fact', 'facts', 'key fact', 'key facts', 'key output', 'key outputs'],
    must: ['must', 'must keep', 'must have', 'required', 'required fact', 'required facts'],
    constraints: ['constraint', 'constraints', 'rule', 'rules'],
    open: ['open', 'open question', 'open questions', 'question', 'questions'],
    done: ['done'],
    notDone: ['not done', 'notdone', 'todo', 'to do', 'left'],
    artefacts: ['artefact', 'artefacts', 'artifact', 'artifacts', 'file', 'files'],
    asks: ['ask', 'asks', 'ask back'],
  } satisfies Record<Key, string[]>).flatMap(([key, words]) => words.map((word) => [word, key as Key] as const)),
);

export function readNote(said: string): Told {
  const { text, blocks } = splitHandoff(said);
  const stated = blocks.flatMap((block) => readJson(block) ?? readLines(block));
  const note = toNote(stated);
  const block = blocks.length === 0 ? 'none' : stated.length === 0 ? 'broken' : 'read';
  // Somebody may have said everything in the block: then that is the text.
  return { text: text === '' ? toText(note) : text, note, block };
}

type Stated = readonly [key: Key, value: string];

function readJson(block: string): Stated[] | undefined {
  let data: unknown;
  try {
    data = JSON.parse(block);
  } catch {
    return undefined;
  }
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return undefined;
  return Object.entries(data).flatMap(([name, value]) => {
    const key = toKey(name);
    return key === undefined ? [] : toTexts(value).map((text): Stated => [key, text]);
  });
}

function toTexts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).flatMap(toTexts);
  if (value === null || typeof value !== 'object') return [];
  const { text, fact } = value as { readonly text?: unknown; readonly fact?: unknown };
  if (typeof text === 'string' || typeof fact === 'string') return toTexts(text ?? fact);
  return Object.entries(value).flatMap(([name, inner]) => toTexts(inner).map((one) => `${name}: ${one}`));
}

function readLines(block: string): Stated[] {
  const stated: Stated[] = [];
  let current: Key | undefined;
  for (const line of block.split(/\r?\n/u)) {
    const [, name = '', value = ''] = LINE.exec(line) ?? [];
    const key = toKey(name);
    const item = ITEM.exec(line)?.[1];
    if (key !== undefined) {
      current = key;
      stated.push([key, value]);
    } else if (item !== undefined && current !== undefined) stated.push([current, item]);
  }
  return stated.filter(([, value]) => value.trim() !== '');
}

function toKey(name: string): Key | undefined {
  return KEYS.get(name.toLowerCase().replaceAll(/[_-]/gu, ' ').trim());
}

function toNote(stated: readonly Stated[]): HandoffNote {
  const of = (key: Key) => [...new Set(stated.flatMap(([own, value]) => (own === key ? [toLine(value)] : [])))];
  const list = (key: Key) =>
    of(key)
      .filter((value) => value !== '' && !isNothing(value))
      .slice(0, MOST_ITEMS);
  return {
    summary: of('summary')[0],
    facts: list('facts'),
    must: list('must'),
    constraints: list('constraints'),
    open: list('open'),
    done: list('done'),
    notDone: list('notDone'),
    artefacts: list('artefacts'),
    asks: list('asks').slice(0, 5),
  };
}

/** In one line, so that nothing in it can pass for a heading. */
function toLine(value: string): string {
  const line = value.replace(/\s+/gu, ' ').trim();
  return line.length > LONGEST_ITEM ? `${line.slice(0, LONGEST_ITEM - 1).replace(/[\uD800-\uDBFF]$/u, '')}…` : line;
}

function isNothing(value: string): boolean {
  return /^(?:none|nothing|n\/a|-|no)\.?$/iu.test(value);
}

function toText({ summary, facts, must, done }: HandoffNote): string {
  return [...(summary === undefined ? [] : [summary]), ...done, ...must, ...facts].join('\n');
}
