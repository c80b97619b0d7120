/** What the samples of the comparison say, and what they have to reach. */
import type { Figure } from '../report/figure.ts';
import { median, medianRatio, type Samples } from '../report/rounds.ts';
import {
  BARE,
  BARE_MANY,
  BARE_ONE,
  DBOS,
  LANGGRAPH,
  MASTRA_FULL,
  MASTRA_POSTGRES,
  MASTRA_SHIPPED,
  RESTATE,
  TUTTI,
  TUTTI_POSTGRES,
} from './sides/contestants.ts';

interface RateTargets {
  /** How many times as fast as Mastra on libSQL the embedded store has to be. */
  readonly perLibsql: number;
  /** How many times as fast as the best peer on the same server. */
  readonly perBest: number;
  readonly perRestate?: number;
}

/** Those that keep their state in the same server. */
const ON_THE_SERVER = [DBOS, MASTRA_POSTGRES, LANGGRAPH];
const MOST_FAN_MS: Readonly<Record<string, number>> = { [TUTTI]: 15, [TUTTI_POSTGRES]: 30 };

export function toRateFigures(what: string, samples: Samples, targets: RateTargets): Figure[] {
  const compare = (over: string, under: string, atLeast?: number) =>
    toRatio(what, samples, { over, under, ...(atLeast !== undefined && { atLeast }) });
  return [
    ...[...samples].map(([side, values]) => toFigure(`${what}, ${side}`, values, 'steps/s')),
    compare(TUTTI, BARE),
    compare(TUTTI, MASTRA_FULL, targets.perLibsql),
    compare(TUTTI, MASTRA_SHIPPED),
    compare(TUTTI_POSTGRES, BARE_ONE),
    ...(samples.has(BARE_MANY) ? [compare(TUTTI_POSTGRES, BARE_MANY)] : []),
    ...ON_THE_SERVER.map((peer) => compare(TUTTI_POSTGRES, peer)),
    toBestRatio(what, samples, targets.perBest),
    compare(TUTTI_POSTGRES, RESTATE, targets.perRestate),
  ];
}

/** The best is who has the highest median in this call. */
function toBestRatio(what: string, samples: Samples, atLeast: number): Figure {
  const name = `${what}, ${TUTTI_POSTGRES} / best of ${ON_THE_SERVER.join(', ')}`;
  const [best] = ON_THE_SERVER.filter((peer) => samples.has(peer)).toSorted(
    (one, other) => median(samples.get(other) ?? []) - median(samples.get(one) ?? []),
  );
  const isWhole = ON_THE_SERVER.every((peer) => samples.has(peer)) && samples.has(TUTTI_POSTGRES);
  if (best === undefined || !isWhole) return { name, value: undefined, unit: '×', note: 'not all of them are here' };
  const value = medianRatio(samples, TUTTI_POSTGRES, best);
  return { name, value, unit: '×', target: { atLeast }, note: `the best is ${best}` };
}

function toRatio(
  what: string,
  samples: Samples,
  { over, under, atLeast }: { over: string; under: string; atLeast?: number },
): Figure {
  const name = `${what}, ${over === TUTTI ? 'Tutti' : over} / ${under}`;
  const missing = [over, under].find((side) => !samples.has(side));
  if (missing !== undefined) return { name, value: undefined, unit: '×', note: `${missing} is not here` };
  const value = medianRatio(samples, over, under);
  return { name, value, unit: '×', ...(atLeast !== undefined && { target: { atLeast } }) };
}

export function toFanFigures(samples: Samples): Figure[] {
  return [...samples].map(([side, values]) => {
    const atMost = MOST_FAN_MS[side];
    return { ...toFigure(`fan-100, ${side}`, values, 'ms'), ...(atMost !== undefined && { target: { atMost } }) };
  });
}

function toFigure(name: string, values: readonly number[], unit: string): Figure {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => Math.round(value));
  return { name, value: median(values), unit, note: `${low} to ${high}` };
}
