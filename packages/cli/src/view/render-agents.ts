/** Agents by category, and one of them whole. Definitions may come from anybody: nothing of them is written to the terminal as it is. */
import type { Agent } from '@tutti/protocol';
import type { AgentDetails, AgentView } from '@tutti/protocol/api';
import { fitText } from './fit-text.ts';
import { toPlainLine, toPlainText } from './plain-text.ts';
import type { TableLook } from './render-table.ts';

const NO_CATEGORY = 'Others';
const LEAST_PURPOSE = 24;

export function renderAgents(agents: readonly AgentView[], { style, columns }: TableLook): string[] {
  const width = Math.max(...agents.map(({ id }) => id.length));
  const room = Math.max(columns - width - 4, LEAST_PURPOSE);
  const groups = Map.groupBy(agents, ({ category = NO_CATEGORY }) => category);
  return [...groups]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([category, members], index) => [
      ...(index > 0 ? [''] : []),
      style.dim(toPlainLine(category)),
      ...members.map(({ id, purpose }) =>
        `  ${style.bold(id.padEnd(width))}  ${fitText(toPlainLine(purpose), room)}`.trimEnd(),
      ),
    ]);
}

/** `handsTo`: the agents that its instructions name. */
export function renderAgent(
  agent: AgentDetails,
  handsTo: readonly string[],
  { style }: Pick<TableLook, 'style'>,
): string[] {
  const { id, version, purpose, examples, instructions } = agent;
  const facts = toFacts(agent, handsTo).map(([name, value]) => `${style.dim(name.padEnd(13))} ${toPlainLine(value)}`);
  const tried = examples.map((example) => `  ${toPlainLine(example)}`);
  return [
    `${style.bold(id)}  version ${version}${describeSource(agent)}`,
    toPlainLine(purpose),
    '',
    ...facts,
    ...(tried.length > 0 ? ['', style.dim('for example'), ...tried] : []),
    '',
    toPlainText(instructions).trimEnd(),
  ];
}

const SOURCES: Partial<Record<NonNullable<AgentDetails['source']>['kind'], string>> = {
  edited: ', written here',
  file: ', from a file',
  retired: ', out of use',
};

function describeSource({ source }: AgentDetails): string {
  if (!source) return '';
  return `${SOURCES[source.kind] ?? ''}${source.instead === undefined ? '' : ` in the place of the ${source.instead === 'file' ? 'file' : 'shipped one'}`}`;
}

function toFacts(agent: AgentDetails, handsTo: readonly string[]): [name: string, value: string][] {
  const { aliases, suites, product, category, role, capabilities, tools, effects, ask, maxCallsPerTurn } = agent;
  const place = [category, role, ...(product === undefined ? [] : [`stands for ${product}`])];
  const facts: [string, string][] = [
    ['also called', aliases.join(', ')],
    ['suites', suites.join(', ')],
    ['kind', place.filter((part) => part !== undefined).join(' · ')],
    ['capabilities', capabilities.join(', ')],
    ['tools', tools.join(', ') || 'none'],
    ['may cause', effects.join(', ') || 'nothing'],
    ['asks before', ask.join(', ')],
    ...toPlace(agent),
    ...toPolicy(agent),
    ['model calls', `at most ${maxCallsPerTurn} in one turn, ${agent.models.maxOutputTokens} tokens each`],
    ['hands over to', handsTo.join(', ')],
  ];
  return facts.filter(([, value]) => value !== '');
}

/** Of an agent that works elsewhere, or would: where, and what is missing. */
function toPlace({ works }: AgentDetails): [name: string, value: string][] {
  if (!works || (works.kind === 'llm' && works.state === 'ready')) return [];
  const { kind, connection, target, effect, state, missing } = works;
  if (state === 'ready') return [['works over', `${kind}: ${target} (${connection}); a turn counts as ${effect}`]];
  const then = state === 'advises' ? 'until then a model advises in its place' : 'until then tasks for it are refused';
  return [['missing', `${missing}; ${then}`]];
}

function toPolicy({ models }: Agent): [name: string, value: string][] {
  const { prefer, fallback, otherwise, paid } = models;
  const limits = [
    ...(otherwise === 'local' ? ['others only where they run on machines of yours'] : []),
    ...(otherwise === 'nothing' ? ['no others'] : []),
    ...(paid === 'never' ? ['never paid ones'] : []),
  ];
  return [
    ['models', [prefer.join(', ') || 'whatever this installation has', ...limits].join('; ')],
    ['if none can', fallback.join(', ')],
  ];
}
