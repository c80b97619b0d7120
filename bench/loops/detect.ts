/** How many loops are found, how much work is stopped for one, and that every run ends. Its second style and the kinds held out are only ever tried with the test seed. */
import type { Figure } from '../report/figure.ts';
import type { Measure } from '../report/measure.ts';
import { drawRuns } from './draw-runs.ts';
import { perform, type Play, type Played } from './play.ts';
import { officeStyle, type Style, terseStyle } from './styles.ts';

const PERCENT = 100;
const WANTED = { recall: 95, falseStops: 1 };
const AT_ONCE = 8;

interface Split {
  readonly name: string;
  readonly seed: number;
  readonly styles: readonly Style[];
  readonly isTest: boolean;
}

const SPLITS: readonly Split[] = [
  { name: 'tuning seed', seed: 1, styles: [officeStyle], isTest: false },
  { name: 'test seed', seed: 31_415_926, styles: [officeStyle, terseStyle], isTest: true },
];

export const detect: Measure = {
  name: 'detect',
  async measure({ say }) {
    const figures: Figure[] = [];
    for (const split of SPLITS) {
      const played = await performAll(drawRuns(split.seed, { styles: split.styles, others: split.isTest }));
      figures.push(...toFigures(split, played));
      for (const line of describeKinds(played)) say(`${split.name}: ${line}`);
    }
    return figures;
  },
};

async function performAll(plays: readonly Play[]): Promise<readonly Played[]> {
  const left = [...plays];
  const played: Played[] = [];
  const work = async () => {
    for (let play = left.shift(); play; play = left.shift()) played.push(await perform(play));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return played;
}

function toFigures({ name, isTest }: Split, played: readonly Played[]): readonly Figure[] {
  const loops = played.filter(({ play }) => play.loops);
  const work = played.filter(({ play }) => !play.loops);
  const found = loops.filter(({ stopped }) => stopped);
  const lost = work.filter(({ stopped, code }) => stopped || code !== undefined);
  const calls = found.map((one) => one.calls).sort((one, other) => one - other);
  const at = (share: number) => calls[Math.min(calls.length - 1, Math.floor(share * calls.length))];
  const target = (wanted: Figure['target']) => (isTest && wanted ? { target: wanted } : {});
  return [
    {
      name: `${name}: loops that are stopped`,
      value: (PERCENT * found.length) / loops.length,
      unit: '%',
      ...target({ atLeast: WANTED.recall }),
      note: `${found.length} of ${loops.length}`,
    },
    {
      name: `${name}: work that is stopped`,
      value: (PERCENT * lost.length) / work.length,
      unit: '%',
      ...target({ atMost: WANTED.falseStops }),
      note: `${lost.length} of ${work.length}; ${work.filter(({ nudged }) => nudged).length} were told once that they repeat themselves`,
    },
    {
      name: `${name}: runs that end`,
      value: (PERCENT * played.filter(({ ended }) => ended).length) / played.length,
      unit: '%',
      ...target({ atLeast: PERCENT }),
    },
    {
      name: `${name}: calls of models until a loop is stopped, median`,
      value: at(0.5),
      unit: 'calls',
      note: `95 of 100: ${at(0.95)}, most: ${calls.at(-1)}`,
    },
  ];
}

/** Where something went wrong, and how it went elsewhere. */
function describeKinds(played: readonly Played[]): readonly string[] {
  const kinds = Map.groupBy(played, ({ play }) => play.kind);
  return [...kinds].map(([kind, runs]) => {
    const stopped = runs.filter((run) => run.stopped).length;
    const nudged = runs.filter((run) => run.nudged).length;
    const names = [...new Set(runs.flatMap(({ stall, code }) => [stall, code].filter((one) => one !== undefined)))];
    const isWrong = runs.some((run) => run.stopped !== run.play.loops);
    const mean = Math.round(runs.reduce((sum, { calls }) => sum + calls, 0) / runs.length);
    return `${isWrong ? '✗' : '✓'} ${kind}: ${stopped} of ${runs.length} stopped, ${nudged} nudged, ${mean} calls; ${names.join(' ')}`;
  });
}
