/** Ten steps in a run, each durable before the next: against what the disk allows, and against a peer. */
import type { Figure } from '../report/figure.ts';
import { measureInRounds, median, medianRatio, type Samples } from '../report/rounds.ts';
import type { Bench, Measure } from '../report/measure.ts';
import { type SideInput, SideProcess, type Workload } from './sides/side-process.ts';

const TUTTI = 'Tutti embedded';
const BARE = 'bare node:sqlite';
const MASTRA_FULL = 'Mastra/libSQL, FULL';
const MASTRA_SHIPPED = 'Mastra/libSQL, as shipped';
const SIDES: readonly { readonly name: string; readonly kind: SideInput['kind'] }[] = [
  { name: TUTTI, kind: 'tutti' },
  { name: BARE, kind: 'bare' },
  { name: MASTRA_FULL, kind: 'mastra-full' },
  { name: MASTRA_SHIPPED, kind: 'mastra-shipped' },
];

type OpenSides = ReadonlyMap<string, SideProcess>;

export const compareSteps: Measure = {
  name: 'steps',
  async measure(bench) {
    const sides = await openSides(bench);
    const alone = await compare(bench, sides, 'alone');
    const atOnce = await compare(bench, sides, 'at-once');
    const fan = await compare(bench, sides, 'fan');
    for (const side of sides.values()) await side[Symbol.asyncDispose]();
    return [
      ...toRateFigures('steps/s ×1', alone, { perPeer: 1.5 }),
      ...toRateFigures('steps/s ×100', atOnce, { perPeer: 20 }),
      ...toFanFigures(fan),
    ];
  },
};

async function openSides({ scratch, say }: Bench): Promise<OpenSides> {
  const sides = new Map<string, SideProcess>();
  for (const { name, kind } of SIDES) {
    const side = await SideProcess.open({ kind, directory: await scratch.directory() });
    say(`${name}: ${side?.version ?? 'left out'}`);
    if (side) sides.set(name, side);
  }
  return sides;
}

function compare({ rounds }: Bench, sides: OpenSides, workload: Workload): Promise<Samples> {
  const contestants = [...sides].map(([name, side]) => ({ name, measure: () => side.measure(workload) }));
  return measureInRounds(contestants, rounds);
}

function toRateFigures(what: string, samples: Samples, { perPeer }: { perPeer: number }): Figure[] {
  const rates = [...samples].map(([side, values]) => toFigure(`${what}, ${side}`, values, 'steps/s'));
  return [
    ...rates,
    { name: `${what}, Tutti / ${BARE}`, value: medianRatio(samples, TUTTI, BARE), unit: '×' },
    toPeerFigure(what, samples, { peer: MASTRA_FULL, target: { atLeast: perPeer } }),
    toPeerFigure(what, samples, { peer: MASTRA_SHIPPED }),
  ];
}

function toPeerFigure(
  what: string,
  samples: Samples,
  { peer, target }: { peer: string; target?: Figure['target'] },
): Figure {
  const name = `${what}, Tutti / ${peer}`;
  if (!samples.has(peer)) return { name, value: undefined, unit: '×', note: 'the peer is not installed' };
  return { name, value: medianRatio(samples, TUTTI, peer), unit: '×', ...(target && { target }) };
}

function toFanFigures(samples: Samples): Figure[] {
  return [...samples].map(([side, values]) => ({
    ...toFigure(`fan-100, ${side}`, values, 'ms'),
    ...(side === TUTTI && { target: { atMost: 15 } }),
  }));
}

function toFigure(name: string, values: readonly number[], unit: string): Figure {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => Math.round(value));
  return { name, value: median(values), unit, note: `${low} to ${high}` };
}
