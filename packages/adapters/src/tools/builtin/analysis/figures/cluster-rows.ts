/** Groups of rows that lie near each other; as many as separate best, where nobody says how many. */
import { InvalidInputError } from '@tutti/engine';
import { cluster, type Clustering, type Point, standardize } from '../../statistics/cluster.ts';
import { assertCount, sum } from '../../statistics/moments.ts';
import type { ClusterTask } from '../order.ts';
import type { Column } from '../tables/read-rows.ts';
import { findColumn, takeTogether } from './data.ts';
import { toSilhouette } from './silhouette.ts';

const MOST_TOLD = 500;
/** Numbers that one round looks at. */
const MOST_IN_ROUND = 20_000_000;

export async function clusterRows(held: readonly Column[], task: ClusterTask, signal: AbortSignal) {
  const { columns, rows, missing } = takeTogether(task.columns.map((name) => findColumn(held, name)));
  const counts = toCounts(task, rows.length);
  assertCount(rows, Math.max(2, ...counts), 'columns');
  if (rows.length * Math.max(...counts) * columns.length > MOST_IN_ROUND)
    throw new InvalidInputError(`${rows.length} rows are too many to be clustered at once; take fewer`, 'query');
  const scaled = task.standardize ? standardize(columns) : columns;
  const points = rows.map((_row, at) => scaled.map((column) => column[at] ?? 0));
  const tried = [];
  for (const k of counts) tried.push(await tryWith(points, { k, seed: task.seed, signal }));
  const [first, ...others] = tried;
  const best = others.reduce((one, other) => (other && one && other.silhouette > one.silhouette ? other : one), first);
  if (!best) throw new InvalidInputError('there is nothing to be clustered', 'columns');
  return {
    n: rows.length,
    missing,
    seed: task.seed,
    k: best.k,
    inertia: best.found.inertia,
    silhouette: best.silhouette,
    ...(counts.length > 1 && { tried: tried.map(({ k, silhouette }) => ({ k, silhouette })) }),
    clusters: toClusters(best.found, { columns, names: task.columns }),
    ...(rows.length <= MOST_TOLD && {
      assignment: best.found.assignment.map((own, at) => ({ row: rows[at] ?? 0, cluster: own + 1 })),
    }),
  };
}

function toCounts({ k, mostK }: ClusterTask, rows: number): readonly number[] {
  if (k !== undefined) return [k];
  const most = Math.min(mostK, rows - 1);
  return Array.from({ length: Math.max(1, most - 1) }, (_none, at) => at + 2);
}

async function tryWith(
  points: readonly Point[],
  { k, seed, signal }: { k: number; seed: number; signal: AbortSignal },
) {
  const found = await cluster(points, { k, seed, signal });
  return { k, found, silhouette: k < 2 ? 0 : toSilhouette(points, found.assignment) };
}

/** In the units of the columns, whatever was computed with. */
function toClusters(
  { assignment, centers }: Clustering,
  { columns, names }: { columns: readonly (readonly number[])[]; names: readonly string[] },
) {
  return centers.map((_center, own) => ({
    cluster: own + 1,
    size: assignment.filter((at) => at === own).length,
    means: Object.fromEntries(
      names.map((name, at) => {
        const values = (columns[at] ?? []).filter((_value, row) => assignment[row] === own);
        return [name, values.length === 0 ? null : sum(values) / values.length];
      }),
    ),
  }));
}
