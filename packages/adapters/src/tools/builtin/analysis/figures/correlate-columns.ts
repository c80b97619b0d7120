import { pearson, spearman } from '../../statistics/correlate.ts';
import { assertCount } from '../../statistics/moments.ts';
import type { CorrelateTask } from '../order.ts';
import type { Column } from '../tables/read-rows.ts';
import { takeTogether } from './data.ts';

const NORMAL_95 = 1.959_963_984_540_054;

/** Every column with every other one, each pair over the rows in which both have a number. */
export function correlateColumns(columns: readonly Column[], { method }: CorrelateTask) {
  const pairs = columns.flatMap((x, at) => columns.slice(at + 1).map((y) => correlatePair(x, y, method)));
  const adjusted = adjust(pairs.map(({ pValue }) => pValue));
  return { method, pairs: pairs.map((pair, at) => ({ ...pair, pHolm: adjusted[at] ?? 1 })) };
}

function correlatePair(x: Column, y: Column, method: CorrelateTask['method']) {
  const { columns, missing } = takeTogether([x, y]);
  const [first = [], second = []] = columns;
  assertCount(first, 3, `${x.name} and ${y.name}`);
  const { coefficient, pValue, n } = method === 'pearson' ? pearson(first, second) : spearman(first, second);
  const interval = method === 'pearson' && n > 3 && Math.abs(coefficient) < 1;
  return {
    x: x.name,
    y: y.name,
    n,
    missing,
    coefficient,
    pValue,
    ...(interval && { interval95: toInterval(coefficient, n) }),
  };
}

/** By Fisher's transformation. */
function toInterval(coefficient: number, n: number): number[] {
  const middle = Math.atanh(coefficient);
  const half = NORMAL_95 / Math.sqrt(n - 3);
  return [Math.tanh(middle - half), Math.tanh(middle + half)];
}

/** Holm's correction: how probable the least probable of so many would be. */
export function adjust(pValues: readonly number[]): number[] {
  const order = pValues.map((_p, at) => at).toSorted((one, other) => (pValues[one] ?? 1) - (pValues[other] ?? 1));
  const adjusted = pValues.map(() => 1);
  let least = 0;
  for (const [rank, at] of order.entries()) {
    least = Math.max(least, Math.min(1, (pValues[at] ?? 1) * (pValues.length - rank)));
    adjusted[at] = least;
  }
  return adjusted;
}
