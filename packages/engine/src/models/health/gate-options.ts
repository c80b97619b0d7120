/** How soon each kind of gate closes, and for how long. */
import type { BreakerOptions } from './breaker.ts';

const ROUTE: BreakerOptions = { failures: 3, windowMs: 60_000, firstOpenMs: 2_000, longestOpenMs: 60_000, proofs: 2 };
const HOST: BreakerOptions = { failures: 4, windowMs: 30_000, firstOpenMs: 2_000, longestOpenMs: 60_000, proofs: 1 };
/** A model that was just pulled is soon there; one that is retired is not asked for often. */
const MODEL: BreakerOptions = {
  failures: 1,
  windowMs: 60_000,
  firstOpenMs: 60_000,
  longestOpenMs: 3_600_000,
  proofs: 1,
};
/** Another secret has another gate: this one is tried in case that the provider allows it more. */
const KEY: BreakerOptions = { ...MODEL, firstOpenMs: 900_000, longestOpenMs: 14_400_000 };

/** Of a gate, by the first word of its name. */
export function toOptions(gate: string): BreakerOptions {
  const [kind = ''] = gate.split(' ', 1);
  return { host: HOST, model: MODEL, key: KEY }[kind] ?? ROUTE;
}
