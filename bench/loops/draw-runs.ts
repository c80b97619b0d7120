/** Five hundred runs of a seed: loops of every kind, and work of every kind that is like them. */
import { Chance } from './chance.ts';
import { OTHER_LOOPS, OTHER_WORK } from './held-out.ts';
import type { Play } from './play.ts';
import type { Style } from './styles.ts';
import { TALK_LOOPS } from './talk-loops.ts';
import { TALK_WORK } from './talk-work.ts';
import { TOOL_LOOPS } from './tool-loops.ts';
import { TOOL_WORK } from './tool-work.ts';

export const RUNS = { loops: 220, work: 280 };

/** `others`: with the kinds that were written last. */
export function drawRuns(
  seed: number,
  { styles, others }: { styles: readonly Style[]; others: boolean },
): readonly Play[] {
  const chance = new Chance(seed);
  const draw = (count: number, draws: typeof TOOL_LOOPS) =>
    Array.from({ length: count }, (_, at) =>
      draws[at % draws.length]?.(new Chance(chance.whole(1, 2 ** 30)), chance.pick(styles)),
    );
  const plays = [
    ...draw(RUNS.loops, [...TOOL_LOOPS, ...TALK_LOOPS, ...(others ? OTHER_LOOPS : [])]),
    ...draw(RUNS.work, [...TOOL_WORK, ...TALK_WORK, ...(others ? OTHER_WORK : [])]),
  ];
  return plays.filter((play) => play !== undefined);
}
