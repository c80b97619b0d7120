/** What a request asks for, and who suits it, with reasons. */
import type { TaskAnalysis } from '@tutti/protocol';
import { toPlainLine } from './plain-text.ts';
import type { Style } from './style.ts';

const PERCENT = 100;
const SHORTEST_COLUMN = 2;

export function renderAnalysis(request: string, analysis: TaskAnalysis, { bold, dim }: Style): string[] {
  const { type, complexity, pattern, capabilities, reasons, agents, chosen } = analysis;
  const width = Math.max(SHORTEST_COLUMN, ...agents.map(({ id }) => id.length));
  return [
    bold(toPlainLine(request)),
    `${type}, complexity ${complexity}, pattern ${pattern}`,
    ...(capabilities.length > 0 ? [`needs ${capabilities.map(toPlainLine).join(', ')}`] : []),
    ...reasons.map((reason) => dim(`  ${toPlainLine(reason)}`)),
    ...agents.flatMap(({ id, score, reasons: why }) => [
      `${bold(id.padEnd(width))}  ${Math.round(PERCENT * score)} %`,
      ...why.map((reason) => dim(`  ${toPlainLine(reason)}`)),
    ]),
    ...(chosen
      ? [`${bold('auto')}: ${chosen.pattern} with ${chosen.agents.join(', ')}`, dim(`  ${toPlainLine(chosen.reason)}`)]
      : []),
    '',
  ];
}
