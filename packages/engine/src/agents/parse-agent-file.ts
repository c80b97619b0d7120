import { Agent } from '@tutti/protocol';
import { type FrontMatter, type HeadValue, parseFrontMatter, toFileError } from './front-matter.ts';

const TEXTS = ['id', 'purpose', 'runtime'];
const LISTS = ['capabilities', 'tools', 'models'];
const NUMBERS = ['version', 'maxCallsPerTurn', 'maxOutputTokens'];
const KEYS = [...TEXTS, ...LISTS, ...NUMBERS];

/**
 * An agent out of its Markdown file: front matter with what it is, and its instructions below.
 * `name` is the file's name, for messages.
 */
export function parseAgentFile(text: string, name: string): Agent {
  const head = parseFrontMatter(text, name);
  const fields = new Map([...head.fields].map(([key, field]) => [key, parseField(key, field, name)]));
  const { models, maxOutputTokens, ...plain } = Object.fromEntries(fields);
  const policy = { ...(models && { prefer: models }), ...(maxOutputTokens && { maxOutputTokens }) };
  const parsed = Agent.safeParse({ ...plain, models: policy, instructions: head.body });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const key = toKey(issue?.path ?? []);
  throw toFileError(name, findLine(key, head), `has no valid ${key}: ${issue?.message}. ${toRemedy(key)}`);
}

function parseField(key: string, { value, line }: HeadValue, name: string): string | number | readonly string[] {
  if (!KEYS.includes(key)) {
    throw toFileError(name, line, `has the unknown key ${key}. Use one of ${KEYS.join(', ')}.`);
  }
  const isList = typeof value !== 'string';
  if (isList !== LISTS.includes(key)) {
    const form = isList ? `one value: "${key}: value"` : `a list: "${key}: [a, b]"`;
    throw toFileError(name, line, `has the wrong form for ${key}. Write it as ${form}.`);
  }
  if (!NUMBERS.includes(key) || isList) return value;
  if (!/^[1-9]\d{0,8}$/u.test(value)) {
    throw toFileError(name, line, `gives ${value} for ${key}. Write a whole number above 0.`);
  }
  return Number(value);
}

/** The key of the file that a field of the agent came from. */
function toKey([field, part]: readonly PropertyKey[]): string {
  if (field !== 'models') return String(field ?? 'id');
  return part === 'maxOutputTokens' ? 'maxOutputTokens' : 'models';
}

function findLine(key: string, { fields, lastLine }: FrontMatter): number {
  return fields.get(key)?.line ?? lastLine;
}

function toRemedy(key: string): string {
  if (key === 'instructions') return 'Write them as text below the front matter.';
  if (key === 'id') return 'Write "id: name-of-the-agent" in lower case with hyphens.';
  return `Mend the line "${key}: …", or add it.`;
}
