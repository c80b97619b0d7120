import { type Board, type Finding, isStanding } from './board.ts';

export type Objective = 'highest' | 'lowest';

/**
 * The best first. What others stand behind comes before what is only claimed, and that before what is doubted; among
 * their like the better number comes first where one is sought, and otherwise the stronger finding.
 */
export function rankFindings({ findings }: Board, objective?: Objective): readonly Finding[] {
  return findings.toSorted(
    (one, other) =>
      toStanding(other) - toStanding(one) || compareValues(one, other, objective) || other.strength - one.strength,
  );
}

/** The best number that others stand behind. */
export function findBest(board: Board, objective?: Objective): Finding | undefined {
  const [best] = rankFindings(board, objective);
  return best && isStanding(best) ? best : undefined;
}

/** Whether there is more to it than to what was the best before. */
export function isBetter(one: Finding, other: Finding | undefined, objective?: Objective): boolean {
  if (!other) return true;
  if (objective === undefined)
    return one.confirmed.length - one.doubted.length > other.confirmed.length - other.doubted.length;
  return compareValues(one, other, objective) < 0;
}

export interface Hope {
  readonly round: number;
  readonly best: Finding | undefined;
  readonly objective?: Objective | undefined;
}

/** This round has brought something better that nobody could check yet, by somebody whose word has held so far. */
export function hasPromise({ findings }: Board, { round, best, objective }: Hope): boolean {
  const refuted = new Set(findings.filter((finding) => toStanding(finding) === 0).map(({ by }) => by));
  return findings.some(
    (finding) =>
      finding.round === round &&
      finding.strength > 0 &&
      toStanding(finding) === 1 &&
      !refuted.has(finding.by) &&
      isBetter(finding, best, objective),
  );
}

function toStanding(finding: Finding): number {
  if (isStanding(finding)) return 2;
  return finding.doubted.length > finding.confirmed.length ? 0 : 1;
}

/** Negative where the first is better; without an objective no number counts. */
function compareValues(one: Finding, other: Finding, objective: Objective | undefined): number {
  if (objective === undefined || one.value === undefined || other.value === undefined) return 0;
  return objective === 'highest' ? other.value - one.value : one.value - other.value;
}
