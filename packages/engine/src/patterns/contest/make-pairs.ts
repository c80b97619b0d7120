/** Which answers are compared: each with each while they are few, else each with its neighbours, so that the work grows evenly. */
import type { Attempt } from './attempt.ts';

export interface Pair {
  readonly one: Attempt;
  readonly other: Attempt;
}

/** Up to so many each is compared with each. */
const FEW = 5;
/** With so many others, where there are more. */
const NEIGHBOURS = 3;

export function makePairs(attempts: readonly Attempt[]): Pair[] {
  const reach = attempts.length <= FEW ? attempts.length - 1 : NEIGHBOURS;
  const pairs = new Map<string, Pair>();
  for (const [place, one] of attempts.entries())
    for (let step = 1; step <= reach; step++) {
      const other = attempts[(place + step) % attempts.length];
      if (!other || other === one) continue;
      const key = [place, attempts.indexOf(other)].toSorted((a, b) => a - b).join('-');
      if (!pairs.has(key)) pairs.set(key, { one, other });
    }
  return [...pairs.values()];
}
