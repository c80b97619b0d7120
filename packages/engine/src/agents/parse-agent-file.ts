import { Agent } from '@tutti/protocol';
import { type FrontMatter, type HeadValue, parseFrontMatter, toFileError } from './front-matter.ts';

const TEXTS = ['id', 'purpose', 'product', 'category', 'role', 'runtime', 'otherwise', 'paid', 'complexity'];
const LISTS = ['suites', 'aliases', 'capabilities', 'tools', 'effects', 'ask', 'examples', 'models', 'fallback'];
const NUMBERS = ['version', 'maxCallsPerTurn', 'maxOutputTokens'];
const SWITCHES = ['cache'];
/** Values by name, in indented lines. */
const MAPS = ['setup'];
const KEYS = [...TEXTS, ...LISTS, ...NUMBERS, ...SWITCHES, ...MAPS];
/** Of these the agent's policy for models is made; what it prefers stands under `models`. */
const POLICY = ['fallback', 'otherwise', 'paid', 'complexity', 'cache', 'maxOutputTokens'];

type Field = string | number | boolean | readonly string[] | Readonly<Record<string, string>>;

/**
 * An agent out of its Markdown file: front matter with what it is, and its instructions below.
 * `name` is the file's name, for messages.
 */
export function parseAgentFile(text: string, name: string): Agent {
  const head = parseFrontMatter(text, name);
  const fields = new Map([...head.fields].map(([key, field]) => [key, parseField(key, field, name)]));
  const policy = Object.fromEntries([...fields].filter(([key]) => POLICY.includes(key)));
  const plain = Object.fromEntries([...fields].filter(([key]) => !POLICY.includes(key)));
  const models = { ...policy, ...(plain.models !== undefined && { prefer: plain.models }) };
  const parsed = Agent.safeParse({ ...plain, models, instructions: head.body });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const key = toKey(issue?.path ?? []);
  throw toFileError(name, findLine(key, head), `has no valid ${key}: ${issue?.message}. ${toRemedy(key)}`);
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
