/** The way back: an agent, or what somebody has filled in about one, as the Markdown file that it is read from. */
import { Agent, AgentForm } from '@tutti/protocol';

const DEFAULTS = Agent.parse({ id: 'any', purpose: 'any', capabilities: ['any'], instructions: 'any' });

/** The same agent is the same text, whichever way it was written. What is as it always is stands not in it. */
export function renderAgentFile(agent: Agent): string {
  return renderAgentForm(toAgentForm(agent));
}

/** What is wrong in it is wrong in the text, and is told of when that is read. */
export function renderAgentForm({ instructions, setup, ...fields }: AgentForm): string {
  const head = Object.entries(fields).flatMap(([key, value]) => renderField(key, value));
  const parts = Object.entries(setup).map(([name, value]) => `  ${name}: ${toScalar(value)}`);
  const lines = ['---', ...head, ...(parts.length > 0 ? ['setup:', ...parts] : []), '---', '', instructions.trim(), ''];
  return lines.join('\n');
}

export function toAgentForm(agent: Agent): AgentForm {
  const { id, purpose, category = '', role = '', product = '', instructions, runtime, setup = {} } = agent;
  const { suites, aliases, capabilities, tools, examples, models, maxCallsPerTurn } = agent;
  const { prefer, fallback, cache } = models;
  return AgentForm.parse({
    id,
    purpose,
    category,
    role,
    product,
    suites,
    aliases,
    capabilities,
    tools,
    examples,
    instructions,
    setup,
    effects: sameList(agent.effects, DEFAULTS.effects) ? undefined : agent.effects,
    ask: sameList(agent.ask, DEFAULTS.ask) ? undefined : agent.ask,
    models: prefer,
    fallback,
    cache,
    otherwise: unless(models.otherwise, DEFAULTS.models.otherwise),
    paid: unless(models.paid, DEFAULTS.models.paid),
    complexity: unless(models.complexity, DEFAULTS.models.complexity),
    maxOutputTokens: unless(String(models.maxOutputTokens), String(DEFAULTS.models.maxOutputTokens)),
    maxCallsPerTurn: unless(String(maxCallsPerTurn), String(DEFAULTS.maxCallsPerTurn)),
    runtime: unless(runtime, DEFAULTS.runtime),
  });
}

function unless(value: string, usual: string): string {
  return value === usual ? '' : value;
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, place) => each === other[place]);
}

/** Below each other where they are many words, as examples are. */
function renderField(key: string, value: string | boolean | readonly string[] | undefined): string[] {
  if (value === undefined || value === '' || value === false) return [];
  if (value === true) return [`${key}: true`];
  if (typeof value === 'string') return [`${key}: ${toScalar(value)}`];
  // An empty list of effects says something: that there are none.
  if (value.length === 0) return key === 'effects' || key === 'ask' ? [`${key}: []`] : [];
  const items = value.map(toScalar);
  const line = `${key}: [${items.join(', ')}]`;
  return line.length <= MOST_IN_LINE ? [line] : [`${key}:`, ...items.map((item) => `  - ${item}`)];
}

const MOST_IN_LINE = 120;

/** Quotes stand around everything that YAML, or the comma of a list, could take for something else. */
function toScalar(text: string): string {
  const line = text.replace(/\s*\n\s*/gu, ' ').trim();
  if (/^[A-Za-z0-9](?:[A-Za-z0-9 _./+-]*[A-Za-z0-9_./+-])?$/u.test(line)) return line;
  return `"${line.replace(/["\\]/gu, '\\$&')}"`;
}
