/** Those who left the group of their program are known by a mark in the environment that they inherited. Linux only: elsewhere nobody can be asked. */
import { readdir, readFile } from 'node:fs/promises';

export const MARK = 'TUTTI_CALL';
/** Somebody may start another one while the list is read. */
const ROUNDS = 10;

export async function killStrays(mark: string): Promise<void> {
  if (process.platform !== 'linux') return;
  for (let round = 0; round < ROUNDS; round++) {
    const pids = await findMarked(`${MARK}=${mark}`);
    if (pids.length === 0) return;
    for (const pid of pids) kill(pid);
  }
}

async function findMarked(entry: string): Promise<number[]> {
  const names = await readdir('/proc').catch((): string[] => []);
  const pids = names.filter((name) => /^\d+$/u.test(name)).map(Number);
  const marked = await Promise.all(pids.map(async (pid) => ((await isMarked(pid, entry)) ? [pid] : [])));
  return marked.flat();
}

/** Those of other users cannot be read, and are none of ours. One that has ended and waits to be collected has none. */
async function isMarked(pid: number, entry: string): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
  return environment.split('\0').includes(entry);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
