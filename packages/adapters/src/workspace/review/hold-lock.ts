/** One decision about a run at a time, of all processes that share a data directory. What died while it held the lock does not hold it for ever. */
import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { RunError } from '@tutti/engine';
import * as z from 'zod';
import { describeThisProcess, mayBeAlive } from '../../process/process-identity.ts';

const Holder = z.object({
  pid: z.int().positive(),
  host: z.string(),
  boot: z.string().exactOptional(),
  startedAt: z.string().exactOptional(),
});
const LOOK_EVERY_MS = 50;
const PATIENCE_MS = 60_000;
/** Of a holder that cannot be asked, as it is on another host. */
const STALE_MS = 600_000;

/** Its folder is there. */
export async function holdLock<Result>(path: string, act: () => Promise<Result>): Promise<Result> {
  const until = Date.now() + PATIENCE_MS;
  while (!(await take(path))) {
    if (await isGivenUp(path)) await steal(path);
    else if (Date.now() > until)
      throw new RunError('workspace_in_use', 'another process decides about these files', { nothingHappened: true });
    else await wait(LOOK_EVERY_MS);
  }
  return actAndLeave(path, act);
}

/** Undefined where somebody else holds it. */
export async function holdLockIfFree<Result>(path: string, act: () => Promise<Result>): Promise<Result | undefined> {
  if (await isGivenUp(path)) await steal(path);
  return (await take(path)) ? actAndLeave(path, act) : undefined;
}

async function actAndLeave<Result>(path: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(describeThisProcess()), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Of two who see that it is given up only one gets it away. */
async function steal(path: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  await rm(aside, { force: true });
}

async function isGivenUp(path: string): Promise<boolean> {
  const [text, stats] = await Promise.all([readFile(path, 'utf8').catch(() => ''), stat(path).catch(() => undefined)]);
  if (!stats) return false;
  if (Date.now() - stats.mtimeMs > STALE_MS) return true;
  const holder = Holder.safeParse(toJson(text));
  return holder.success && !mayBeAlive(holder.data);
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // It is just being written.
  }
}
