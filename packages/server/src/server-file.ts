/** Where other processes of this machine find the server of a data directory. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '@tutti/protocol';

export interface ServerFile {
  readonly pid: number;
  readonly url: string;
  readonly startedAt: Instant;
}

/** At once and whole: who reads it never sees half of it. */
export async function writeServerFile(directory: string, content: ServerFile): Promise<void> {
  const draft = `${toPath(directory)}.${content.pid}`;
  await rm(draft, { force: true });
  await writeFile(draft, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx' });
  await rename(draft, toPath(directory));
}

export async function removeServerFile(directory: string): Promise<void> {
  await rm(toPath(directory), { force: true });
}

function toPath(directory: string): string {
  return join(directory, 'server.json');
}
