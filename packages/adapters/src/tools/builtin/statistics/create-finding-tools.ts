import { InvalidInputError, type Tool } from '@tutti/engine';
import type { Json } from '@tutti/protocol';
import * as z from 'zod';
import { createTool } from '../create-tool.ts';
import type { Workspace } from '../filesystem/workspace.ts';
import { cluster, standardize } from './cluster.ts';
import { Column, ColumnReader } from './column.ts';
import { STATISTICS_LIMIT_MS } from './create-describing-tools.ts';
import { findSeasonalAnomalies } from './find-seasonal-anomalies.ts';
import { findByDeviation, findByMedian } from './find-outliers.ts';
import { assertCount } from './moments.ts';

const MOST_TOLD = 200;
/** Above these a computation would hold up everybody else for too long: a round of clusters looks at so many numbers, a season at so many values of its windows. */
const MOST_IN_ROUND = 4_000_000;
const MOST_IN_WINDOWS = 1_000_000;

const OutliersInput = z.object({
  values: Column,
  method: z
    .enum(['mad', 'z'])
    .default('mad')
    .describe('mad: by the median, for most data; z: by mean and standard deviation.'),
  threshold: z.number().positive().max(100).default(3.5).describe('How many standard deviations away is too far.'),
});
const SeasonalInput = z.object({
  values: Column.describe('At equal distances in time, the oldest first, none missing.'),
  period: z.int().min(2).max(1_000).describe('After how many values the season repeats: 7 for days of a week.'),
  threshold: z.number().positive().max(100).default(3.5),
});
const ClusterInput = z.object({
  columns: z
    .array(z.object({ name: z.string().min(1).max(100), values: Column }))
    .min(1)
    .max(20),
  k: z.int().min(1).max(20).describe('How many clusters.'),
  seed: z.int().nonnegative().max(4_294_967_295).default(1),
  standardize: z.boolean().default(true).describe('Off where the columns have the same unit.'),
});

export function createFindingTools(workspace: Workspace): readonly Tool[] {
  const plan = { effect: 'read', timeoutMs: STATISTICS_LIMIT_MS } as const;
  return [
    createTool({
      ...plan,
      name: 'statistics__outliers',
      description: 'Finds values that lie far from the others. `row` is counted from 1, without the line of names.',
      input: OutliersInput,
      use: (input) => findOutliers(workspace, input),
    }),
    createTool({
      ...plan,
      name: 'statistics__seasonal_anomalies',
      description: 'Takes a series apart into trend, season and rest, robustly, and finds the values that fit neither.',
      input: SeasonalInput,
      use: (input) => findAnomalies(workspace, input),
    }),
    createTool({
      ...plan,
      name: 'statistics__clusters',
      description: 'Groups rows by k-means. The same seed gives the same clusters.',
      input: ClusterInput,
      use: (input, { signal }) => findClusters(workspace, input, signal),
    }),
  ];
}

async function findOutliers(
  workspace: Workspace,
  { values, method, threshold }: z.infer<typeof OutliersInput>,
): Promise<Json> {
  const series = await new ColumnReader(workspace).read(values);
  const held = series.flatMap((value, row) => (value === undefined ? [] : [{ value, row: row + 1 }]));
  assertCount(held, 3, 'values');
  const find = method === 'mad' ? findByMedian : findByDeviation;
  const { center, scale, outliers } = find(
    held.map(({ value }) => value),
    threshold,
  );
  return {
    method,
    n: held.length,
    missing: series.length - held.length,
    center,
    scale,
    found: outliers.length,
    outliers: outliers
      .slice(0, MOST_TOLD)
      .map(({ index, value, score }) => ({ row: held[index]?.row ?? 0, value, score })),
  };
}

async function findAnomalies(
  workspace: Workspace,
  { values, period, threshold }: z.infer<typeof SeasonalInput>,
): Promise<Json> {
  const { values: numbers, missing } = await new ColumnReader(workspace).readNumbers(values);
  if (missing > 0) throw new InvalidInputError(`${missing} values are missing; a season needs all of them`, 'values');
  assertCount(numbers, 3 * period, 'values');
  assertMost(numbers.length * period, MOST_IN_WINDOWS);
  const { season, trend, anomalies, scale } = findSeasonalAnomalies(numbers, period, threshold);
  return {
    n: numbers.length,
    period,
    season: [...season],
    trend: { first: trend[0] ?? 0, last: trend.at(-1) ?? 0 },
    restScale: scale,
    found: anomalies.length,
    anomalies: anomalies.slice(0, MOST_TOLD).map(({ index, ...facts }) => ({ row: index + 1, ...facts })),
  };
}

async function findClusters(
  workspace: Workspace,
  { columns: wanted, k, seed, standardize: isScaled }: z.infer<typeof ClusterInput>,
  signal: AbortSignal,
): Promise<Json> {
  const { columns, missing } = await new ColumnReader(workspace).readTogether(wanted.map(({ values }) => values));
  const rows = columns[0]?.length ?? 0;
  assertCount(columns[0] ?? [], k, 'columns');
  assertMost(rows * k * wanted.length, MOST_IN_ROUND);
  const scaled = isScaled ? standardize(columns) : columns;
  const points = Array.from({ length: rows }, (_none, row) => scaled.map((column) => column[row] ?? 0));
  const { assignment, inertia } = await cluster(points, { k, seed, signal });
  return {
    n: rows,
    missing,
    seed,
    inertia,
    clusters: Array.from({ length: k }, (_none, at) => ({
      cluster: at + 1,
      size: assignment.filter((own) => own === at).length,
      // In the units of the columns, whatever was computed with.
      means: Object.fromEntries(
        wanted.map(({ name }, column) => [name, toMeanOf(columns[column] ?? [], assignment, at)]),
      ),
    })),
    ...(rows <= MOST_TOLD * 10 && { assignment: assignment.map((own) => own + 1) }),
  };
}

function toMeanOf(column: readonly number[], assignment: readonly number[], at: number): number | null {
  const own = column.filter((_value, row) => assignment[row] === at);
  return own.length === 0 ? null : own.reduce((all, value) => all + value, 0) / own.length;
}

function assertMost(work: number, most: number): void {
  if (work <= most) return;
  const times = Math.ceil(work / most);
  throw new InvalidInputError(`this is ${times} times more than is computed at once; take fewer rows`, 'values');
}
