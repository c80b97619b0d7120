/** From verdicts on pairs to an order of all. What was checked without a model decides where judges leave it open. */
import type { AgentId } from '@tutti/protocol';
import type { Attempt } from './attempt.ts';
import type { Verdict } from './compare.ts';

export interface Standing {
  readonly by: AgentId;
  /** 1 is the best; who is level shares a place. */
  readonly place: number;
  /** Of all comparisons that it was part of, the share that it won; half for a draw. 0.5 where there was none. */
  readonly points: number;
  /** What was checked without a model. */
  readonly score: number;
  readonly wins: number;
  readonly losses: number;
  readonly draws: number;
}

/** What can be checked counts for so much of the whole, whatever the judges like. */
const CHECKED_SHARE = 0.5;
const LEVEL = 1e-9;

export function rank(attempts: readonly Attempt[], verdicts: readonly Verdict[]): Standing[] {
  const tallies = attempts.map(({ by, report }) => {
    const own = verdicts.filter(({ between }) => between.includes(by));
    const wins = own.filter(({ winner }) => winner === by).length;
    const draws = own.filter(({ winner }) => winner === undefined).length;
    const points = own.length === 0 ? 0.5 : (wins + draws / 2) / own.length;
    return { by, points, score: report.score, wins, draws, losses: own.length - wins - draws };
  });
  const worth = ({ points, score }: { points: number; score: number }) =>
    points * (1 - CHECKED_SHARE) + score * CHECKED_SHARE;
  const sorted = tallies.toSorted((one, other) => worth(other) - worth(one));
  return sorted.map((standing) => ({
    ...standing,
    place: 1 + sorted.filter((other) => worth(other) > worth(standing) + LEVEL).length,
  }));
}
