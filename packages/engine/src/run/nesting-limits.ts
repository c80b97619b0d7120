/** How far a run may spread: what begins others without end is no progress, however new each of them is. */
import { RunError } from '../errors.ts';

/** Runs that stand above one: the child of a child of a run has two. */
export const MOST_RUNS_ABOVE = 8;
/** Children that one run has open at the same time. */
export const MOST_OPEN_CHILDREN = 100;
/** Branches of branches within one run of a team. */
export const MOST_NESTED_BRANCHES = 8;
/** Branches that begin together in a team. */
export const MOST_BRANCHES = 1_000;

export function assertChild({ depth, open }: { depth: number; open: number }): void {
  if (depth > MOST_RUNS_ABOVE) throw refuse(`at most ${MOST_RUNS_ABOVE} runs may stand above one`);
  if (open >= MOST_OPEN_CHILDREN)
    throw refuse(`${MOST_OPEN_CHILDREN} children of the run are open, and that is the most`);
}

export function assertBranches({ depth, count }: { depth: number; count: number }): void {
  if (depth > MOST_NESTED_BRANCHES) throw refuse(`branches may be nested ${MOST_NESTED_BRANCHES} deep, and no deeper`);
  if (count > MOST_BRANCHES) throw refuse(`${MOST_BRANCHES} branches may begin together, and here are ${count}`);
}

function refuse(why: string): RunError {
  return new RunError('nested_too_deep', why, { nothingHappened: true });
}
