/**
 * A server of tools may leave others behind: its process group dies with it, and whoever left the group is known by a mark in its environment,
 * which children inherit. Where there is no /proc only the group is reached.
 */
import { readdir, readFile } from 'node:fs/promises';

/** The variable that marks everything that a server has started. */
export const MARK = 'TUTTI_TOOL_SERVER';

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

/** Windows knows no groups. */
export function signalGroup(group: number, name: NodeJS.Signals): boolean {
  return signal(process.platform === 'win32' ? group : -group, name);
}

/** The living, not those that only wait to be fetched by their parent: these have no environment any more. */
export async function findMarked(mark: string): Promise<readonly number[]> {
  const entries = await readdir('/proc').catch(() => []);
  const pids = entries.filter((name) => /^\d+$/.test(name));
  const marked = await Promise.all(pids.map(async (pid) => ((await holds(pid, mark)) ? [Number(pid)] : [])));
  return marked.flat();
}

async function holds(pid: string, mark: string): Promise<boolean> {
  // Those of other users cannot be read, and are none of ours.
  const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
  return environment.split('\0').includes(`${MARK}=${mark}`);
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false; // It is gone already.
  }
}
