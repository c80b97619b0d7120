import { Agent } from '@tutti/protocol';
import {
  AgentFileError,
  type FrontMatter,
  type HeadValue,
  type OnMistake,
  parseFrontMatter,
  throwMistake,
  toFileError,
  tryTo,
} from './front-matter.ts';

const TEXTS = ['id', 'purpose', 'product', 'category', 'role', 'runtime', 'otherwise', 'paid', 'complexity'];
const LISTS = ['suites', 'aliases', 'capabilities', 'tools', 'effects', 'ask', 'examples', 'models', 'fallback'];
const NUMBERS = ['version', 'maxCallsPerTurn', 'maxOutputTokens'];
const SWITCHES = ['cache'];
/** Values by name, in indented lines. */
const MAPS = ['setup'];
const KEYS = [...TEXTS, ...LISTS, ...NUMBERS, ...SWITCHES, ...MAPS];
/** Of these the agent's policy for models is made; what it prefers stands under `models`. */
const POLICY = ['fallback', 'otherwise', 'paid', 'complexity', 'cache', 'maxOutputTokens'];

const NULL_TOLD = 'holds the character U+0000. Take it out.';

type Field = string | number | boolean | readonly string[] | Readonly<Record<string, string>>;

/** Something that is wrong, with the line that it is about, counted from 1. */
export interface AgentProblem {
  readonly line: number;
  readonly message: string;
}

export interface CheckedAgent {
  /** Absent where something is wrong. */
  readonly agent?: Agent;
  /** In the order of their lines. */
  readonly problems: readonly AgentProblem[];
  /** Where each key of the head stands. */
  readonly lines: ReadonlyMap<string, number>;
}

/**
 * An agent out of its Markdown file: front matter with what it is, and its instructions below.
 * `name` is the file's name, for messages. Throws the first mistake.
 */
export function parseAgentFile(text: string, name: string): Agent {
  const { agent } = readAgentFile({ text, name }, throwMistake);
  if (!agent) throw toFileError(name, 1, 'holds no agent. Write its id, purpose, capabilities and instructions.');
  return agent;
}

/** The same for whoever is still writing: all mistakes at once. */
export function checkAgentFile(text: string): CheckedAgent {
  const problems: AgentProblem[] = [];
  const onMistake = ({ line, problem }: AgentFileError) => void problems.push({ line, message: problem });
  const inOrder = () => problems.toSorted((one, other) => one.line - other.line);
  try {
    const { agent, lines } = readAgentFile({ text, name: 'the text' }, onMistake);
    return { problems: inOrder(), lines, ...(agent && problems.length === 0 && { agent }) };
  } catch (error) {
    if (!(error instanceof AgentFileError)) throw error;
    onMistake(error);
    return { problems: inOrder(), lines: new Map() };
  }
}

interface ReadAgent {
  readonly agent: Agent | undefined;
  readonly lines: ReadonlyMap<string, number>;
}

function readAgentFile({ text, name }: Record<'text' | 'name', string>, onMistake: OnMistake): ReadAgent {
  const wrong: number[] = [];
  const note: OnMistake = (mistake) => {
    wrong.push(mistake.line);
    onMistake(mistake);
  };
  for (const line of findNulls(text)) note(toFileError(name, line, NULL_TOLD));
  const head = parseFrontMatter(text, name, note);
  const fields = new Map<string, Field>();
  for (const [key, field] of head.fields) tryTo(() => void fields.set(key, parseField(key, field, name)), note);
  const policy = Object.fromEntries([...fields].filter(([key]) => POLICY.includes(key)));
  const plain = Object.fromEntries([...fields].filter(([key]) => !POLICY.includes(key)));
  const models = { ...policy, ...(plain.models !== undefined && { prefer: plain.models }) };
  const parsed = Agent.safeParse({ ...plain, models, instructions: head.body });
  const lines = new Map([...head.fields].map(([key, { line }]) => [key, line]));
  if (parsed.success) return { agent: parsed.data, lines };
  for (const { path, message } of parsed.error.issues) {
    const key = toKey(path);
    // A key that could not be read was told of already.
    if (!fields.has(key) && wrong.some((line) => line === lines.get(key) || startsWith({ text, line }, key))) continue;
    note(toFileError(name, findLine(key, head), `has no valid ${key}: ${message}. ${toRemedy(key)}`));
  }
  return { agent: undefined, lines };
}

/** No database of text keeps it, and nobody sees it. */
function findNulls(text: string): number[] {
  return text.split('\n').flatMap((line, index) => (line.includes('\u0000') ? index + 1 : []));
}

function startsWith({ text, line }: { readonly text: string; readonly line: number }, key: string): boolean {
  return text.split('\n')[line - 1]?.startsWith(`${key}:`) === true;
}

function parseField(key: string, { value, line }: HeadValue, name: string): Field {
  if (!KEYS.includes(key)) {
    throw toFileError(name, line, `has the unknown key ${key}. Use one of ${KEYS.join(', ')}.`);
  }
  if (formOf(value) !== wantedForm(key))
    throw toFileError(name, line, `has the wrong form for ${key}. Write it as ${FORMS[wantedForm(key)](key)}.`);
  if (typeof value !== 'string') return value;
  if (SWITCHES.includes(key)) {
    if (value !== 'true' && value !== 'false')
      throw toFileError(name, line, `gives ${value} for ${key}. Write true or false.`);
    return value === 'true';
  }
  if (!NUMBERS.includes(key)) return value;
  if (!/^[1-9]\d{0,8}$/u.test(value)) {
    throw toFileError(name, line, `gives ${value} for ${key}. Write a whole number above 0.`);
  }
  return Number(value);
}

const FORMS = {
  text: (key: string) => `one value: "${key}: value"`,
  list: (key: string) => `a list: "${key}: [a, b]"`,
  map: (key: string) => `lines of "  name: value" below "${key}:"`,
};

function formOf(value: HeadValue['value']): keyof typeof FORMS {
  if (typeof value === 'string') return 'text';
  return Array.isArray(value) ? 'list' : 'map';
}

function wantedForm(key: string): keyof typeof FORMS {
  if (MAPS.includes(key)) return 'map';
  return LISTS.includes(key) ? 'list' : 'text';
}

/** The key of the file that a field of the agent came from. */
function toKey([field, part]: readonly PropertyKey[]): string {
  if (field !== 'models') return String(field ?? 'id');
  return typeof part === 'string' && POLICY.includes(part) ? part : 'models';
}

function findLine(key: string, { fields, lastLine }: FrontMatter): number {
  return fields.get(key)?.line ?? lastLine;
}

function toRemedy(key: string): string {
  if (key === 'instructions') return 'Write them as text below the front matter.';
  if (key === 'id') return 'Write "id: name-of-the-agent" in lower case with hyphens.';
  return `Mend the line "${key}: …", or add it.`;
}
