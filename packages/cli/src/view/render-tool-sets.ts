/** The tools that are there without a server of tools. */
import type { ToolSetView } from '@tutti/protocol/api';
import { toPlainLine } from './plain-text.ts';
import type { Style } from './style.ts';

const STATES = { ready: 'ready', not_configured: 'not configured', unavailable: 'unavailable' } as const;

export function renderToolSets(sets: readonly ToolSetView[], style: Style): readonly string[] {
  return sets.flatMap((set) => renderSet(set, style));
}

function renderSet({ name, state, problem, tools, agents }: ToolSetView, style: Style): readonly string[] {
  const paint = { ready: style.green, not_configured: style.dim, unavailable: style.red }[state];
  const users = agents.length === 0 ? 'no agent uses it' : `used by ${agents.join(', ')}`;
  return [
    `${style.bold(name.padEnd(20))} ${paint(STATES[state])}  ${style.dim(users)}`,
    ...(problem ? [`  ${toPlainLine(problem.message)}`] : []),
    ...tools.map(
      ({ tool, effect }) => `  ${tool}  ${effect === 'irreversible' ? style.yellow(effect) : style.dim(effect)}`,
    ),
  ];
}
