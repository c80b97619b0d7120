/** Whether a server runs in a data directory, and where. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HealthView } from '@tutti/protocol/api';
import * as z from 'zod';

const ServerFile = z.object({ pid: z.int().positive(), url: z.url(), startedAt: z.union([z.string(), z.number()]) });
export type ServerFile = z.infer<typeof ServerFile>;

/** A server that is alive answers at once; one that hangs must not hold a command up. */
const ANSWER_WITHIN_MS = 2_000;
/** Unless it has the directory open: then it has very much to do, and without it there is nothing to work with. */
const BUSY_MS = 30_000;

/** Undefined when none runs. A file that a killed server left behind is none. */
export async function findServer(directory: string): Promise<ServerFile | undefined> {
  const file = await readServerFile(directory);
  if (!file || !isAlive(file.pid)) return undefined;
  const answer = await ask(file.url, ANSWER_WITHIN_MS);
  if (answer !== 'late') return answer === 'ours' ? file : undefined;
  const { isHeldBy } = await import('@tutti/adapters/storage/sqlite');
  if (!isHeldBy(file.pid, directory)) return undefined;
  return (await ask(file.url, BUSY_MS)) === 'ours' ? file : undefined;
}

export async function readServerFile(directory: string): Promise<ServerFile | undefined> {
  const text = await readFile(join(directory, 'server.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return ServerFile.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // Half of it was written when the machine stopped.
  }
}

/** The owner's way into a server of one's own; readable by the owner of the directory only. */
export async function readOwnerToken(directory: string): Promise<string | undefined> {
  const text = await readFile(join(directory, 'owner-token'), 'utf8').catch(() => undefined);
  return text?.trim();
}

async function ask(url: string, withinMs: number): Promise<'ours' | 'other' | 'late'> {
  try {
    const response = await fetch(new URL('/health/live', url), { signal: AbortSignal.timeout(withinMs) });
    // Another program may listen there by now, and must not be shown the owner's token.
    return response.ok && HealthView.safeParse(await response.json()).success ? 'ours' : 'other';
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? 'late' : 'other';
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, but somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
