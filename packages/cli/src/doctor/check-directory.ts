import { access, constants, readFile, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { isAlive } from '../desk/find-server.ts';
import { type Finding, toMessage } from './finding.ts';

const LEAST_FREE_BYTES = 100 * 1024 * 1024;
const OTHERS = 0o077;
const Holder = z.object({ pid: z.int().positive(), host: z.string(), since: z.string() });

/** The data directory: whether it can be written, who else can read it, who holds it, and how much room there is. */
export async function checkDirectory(directory: string): Promise<readonly Finding[]> {
  const about = 'data directory';
  const facts = await stat(directory).catch(() => undefined);
  if (!facts) return [await checkParent(directory)];
  if (!facts.isDirectory())
    return [{ about, state: 'broken', text: `${directory} is no directory`, remedy: 'Choose another data directory.' }];
  return [
    await checkWritable(directory),
    ...checkMode(directory, facts.mode),
    await checkSpace(directory),
    ...(await findHolder(directory)),
  ];
}

/** It is made when it is first used. */
async function checkParent(directory: string): Promise<Finding> {
  const about = 'data directory';
  let parent = dirname(directory);
  while (parent !== dirname(parent) && !(await stat(parent).catch(() => undefined))) parent = dirname(parent);
  const isWritable = await access(parent, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (isWritable) return { about, state: 'ok', text: `${directory} is not there yet and will be made` };
  const remedy = 'Choose another data directory, or give this user the right to write there.';
  return { about, state: 'broken', text: `${directory} cannot be made: ${parent} cannot be written`, remedy };
}

async function checkWritable(directory: string): Promise<Finding> {
  const about = 'data directory';
  try {
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    return { about, state: 'ok', text: directory };
  } catch (error) {
    const remedy = 'Give this user the right to write there, or choose another directory.';
    return { about, state: 'broken', text: toMessage(error), remedy };
  }
}

function checkMode(directory: string, mode: number): Finding[] {
  // Windows keeps its permissions elsewhere.
  if (process.platform === 'win32' || (mode & OTHERS) === 0) return [];
  const text = `others on this machine can look into it (mode ${(mode & 0o777).toString(8)})`;
  return [{ about: 'permissions', state: 'warning', text, remedy: `chmod 700 ${directory}` }];
}

async function checkSpace(directory: string): Promise<Finding> {
  const about = 'free space';
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  const text = `${(free / 1024 ** 3).toFixed(1)} GiB`;
  if (free >= LEAST_FREE_BYTES) return { about, state: 'ok', text };
  return { about, state: 'warning', text, remedy: 'Free some space: on a full disk work waits.' };
}

async function findHolder(directory: string): Promise<Finding[]> {
  const text = await readFile(join(directory, 'holder.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  try {
    const { pid, host, since } = Holder.parse(JSON.parse(text));
    // What a killed process left behind is cleared away by the next.
    if (!isAlive(pid)) return [];
    return [{ about: 'in use', state: 'note', text: `by process ${pid} on ${host} since ${since}` }];
  } catch {
    return []; // It is only there to be read; the lock is another file.
  }
}
