import type { Tool } from '@tutti/engine';
import { createTool } from '../create-tool.ts';
import { Data, QueryInput } from './analysis-input.ts';
import { LIMITS } from './order.ts';
import { type AnalysisPlace, CALL_LIMIT_MS, runAnalysis } from './run-analysis.ts';

export function createTableTools(place: AnalysisPlace): readonly Tool[] {
  const plan = { effect: 'read', timeoutMs: CALL_LIMIT_MS } as const;
  const { connections } = place;
  const databases = connections.length === 0 ? '' : ` Databases: ${connections.map(({ name }) => name).join(', ')}.`;
  return [
    createTool({
      ...plan,
      name: 'analysis__tables',
      description: `Reads files of data and tells what is in them: tables, columns, types, rows, missing values. Begin here.${databases}`,
      input: Data,
      use: async (input, { signal }) =>
        (await runAnalysis(place, { ...input, task: { kind: 'tables' } }, signal)).output,
    }),
    createTool({
      ...plan,
      name: 'analysis__query',
      description: `Runs one SELECT (DuckDB) over files of data and returns at most ${LIMITS.rows} rows. For sums, counts, shares, joins and rankings.`,
      input: QueryInput,
      use: async (input, { signal }) =>
        (await runAnalysis(place, { ...input, task: { kind: 'query' } }, signal)).output,
    }),
  ];
}
