import type { CostsView } from './money-views.ts';
import { parseMoney, toMoney } from './values.ts';

type Sums = CostsView['total'];

const COUNTS = [
  'calls',
  'inputTokens',
  'outputTokens',
  'freeCalls',
  'localCalls',
  'rehearsedCalls',
  'estimatedCalls',
] as const satisfies readonly (keyof Sums)[];
const AMOUNTS = ['usd', 'inDoubtUsd', 'insteadOfUsd', 'savedUsd'] as const satisfies readonly (keyof Sums)[];

/** What the total has beyond the rows that there was room for; undefined where these are all there is. */
export function toOtherCosts({ rows, total }: Pick<CostsView, 'rows' | 'total'>): Sums | undefined {
  const others = { ...total };
  // Rows and total may be of two moments.
  for (const name of COUNTS) others[name] = Math.max(0, total[name] - sum(rows.map((row) => row[name])));
  for (const name of AMOUNTS)
    others[name] = toMoney(Math.max(0, parseMoney(total[name]) - sum(rows.map((row) => parseMoney(row[name])))));
  return others.calls > 0 ? others : undefined;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((before, number) => before + number, 0);
}
