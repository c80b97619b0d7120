/** The thoughts of one turn, by number and branch: what has been thought, and what is still open. */
import { InvalidInputError } from '@tutti/engine';

export interface Thought {
  readonly thought: string;
  readonly number: number;
  readonly total: number;
  readonly more: boolean;
  readonly revises?: number | undefined;
  readonly branch?: string | undefined;
  readonly branchFrom?: number | undefined;
}

export interface Standing {
  readonly number: number;
  readonly total: number;
  readonly recorded: number;
  /** Of the main line and of each branch: what was promised and not yet thought. */
  readonly open: readonly { readonly line: string; readonly missing: readonly number[]; readonly more: boolean }[];
  readonly revised: readonly number[];
}

export const MAIN = 'main';
const MOST_BRANCHES = 20;
const MOST_TOLD = 20;

interface Line {
  readonly thoughts: Map<number, Thought>;
  /** The first number that belongs to it. */
  readonly from: number;
}

export class ThoughtLog {
  readonly #lines = new Map<string, Line>([[MAIN, { thoughts: new Map(), from: 1 }]]);

  /** The same number on the same line is the same thought, thought again: it takes the place of what was there. */
  take(thought: Thought): Standing {
    const line = this.#findLine(thought);
    this.#assertRefersToPast(thought);
    line.thoughts.set(thought.number, thought);
    return this.#stand(thought);
  }

  #findLine({ branch = MAIN, branchFrom, number }: Thought): Line {
    const known = this.#lines.get(branch);
    if (known) return known;
    if (branchFrom === undefined)
      throw new InvalidInputError(`the branch "${branch}" is new: say with branchFrom where it begins`, 'branchFrom');
    if (this.#lines.size > MOST_BRANCHES)
      throw new InvalidInputError(`there are ${MOST_BRANCHES} branches already`, 'branch');
    const line = { thoughts: new Map<number, Thought>(), from: Math.min(number, branchFrom + 1) };
    this.#lines.set(branch, line);
    return line;
  }

  /** Thoughts from before a restart are not here, and may be referred to all the same: their numbers are lower. */
  #assertRefersToPast({ number, revises, branchFrom }: Thought): void {
    if (revises !== undefined && revises >= number)
      throw new InvalidInputError('only an earlier thought can be revised', 'revises');
    if (branchFrom !== undefined && branchFrom >= number)
      throw new InvalidInputError('a branch begins at an earlier thought', 'branchFrom');
  }

  #stand({ number, total }: Thought): Standing {
    const all = [...this.#lines.values()].flatMap(({ thoughts }) => [...thoughts.values()]);
    return {
      number,
      total: Math.max(total, number),
      recorded: all.length,
      open: [...this.#lines].flatMap(([line, held]) => toOpen(line, held)),
      revised: [...new Set(all.flatMap(({ revises }) => (revises === undefined ? [] : [revises])))].toSorted(
        (a, b) => a - b,
      ),
    };
  }
}

function toOpen(line: string, { thoughts, from }: Line): Standing['open'] {
  const last = [...thoughts.values()].toSorted((one, other) => other.number - one.number)[0];
  if (!last) return [];
  const end = last.more ? Math.max(last.total, last.number) : last.number;
  const missing: number[] = [];
  for (let number = from; number <= end && missing.length < MOST_TOLD; number++)
    if (!thoughts.has(number)) missing.push(number);
  return missing.length > 0 || last.more ? [{ line, missing, more: last.more }] : [];
}
