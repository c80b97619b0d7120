/**
 * A program may leave others behind: its process group dies with it, and whoever left the group is known by the marks that children inherit.
 * Where there is no /proc only the group is reached.
 */
import { findMarked } from './mark-family.ts';

export interface Family {
  /** The process group, which has the id of the process that was started. */
  readonly group: number;
  /** Nobody else has it. */
  readonly mark: string;
}

/** A fork bomb is outrun in a few rounds, once its parents are dead. */
const MOST_ROUNDS = 40;
const BETWEEN_MS = 25;
/** One look may fall between a parent that ends and a child that it has just started. */
const QUIET_ROUNDS = 2;

/** Resolves when nobody of the family is left, or cannot be reached. */
export async function killFamily({ group, mark }: Family): Promise<void> {
  let quiet = 0;
  for (let round = 0; round < MOST_ROUNDS && quiet < QUIET_ROUNDS; round++) {
    if (round > 0) await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
    signalGroup(group, 'SIGKILL');
    const strays = await findMarked(mark);
    for (const pid of strays) signal(pid, 'SIGKILL');
    quiet = strays.length === 0 ? quiet + 1 : 0;
  }
}

/** Windows knows no groups. Those of nobody and of everybody are none of ours. */
export function signalGroup(group: number, name: NodeJS.Signals): boolean {
  if (group <= 1) return false;
  return signal(process.platform === 'win32' ? group : -group, name);
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false; // It is gone already.
  }
}
