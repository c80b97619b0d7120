/**
 * Two marks by which everything that a program starts is known. Its environment holds one, which children inherit and may clear. On Linux
 * the other is a limit that changes nothing (how long a process of real-time priority may run, some 146,000 years): children inherit it
 * through `setsid`, a second fork and an empty environment, and only a program that lowers it on purpose gets rid of it.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { findProgram } from '../../builtin/process/find-program.ts';

/** The variable that marks everything that a program has started. */
export const MARK = 'TUTTI_CHILD_OF';

/** Microseconds. Above it lies a number of 48 bits, one for each mark. */
const BASE = 2n ** 62n;
const LIMIT_LINE = /^Max realtime timeout +(\S+) +(\S+)/mu;
const SYSTEM_FOLDERS = ['/usr/bin', '/bin'];

/** The words that start a program with both marks; the environment is still to be given. */
export async function toMarkedWords(
  command: readonly string[],
  { mark, path }: { readonly mark: string; readonly path: string },
): Promise<readonly string[]> {
  const [program = ''] = command;
  if (process.platform !== 'linux' || !(await canLimit())) return command;
  const [prlimit, file] = await Promise.all([
    findProgram('prlimit', SYSTEM_FOLDERS),
    // One that is not there is told of by whoever starts it.
    findProgram(program, path.split(delimiter)),
  ]);
  if (prlimit === undefined || file === undefined) return command;
  const limit = toLimit(mark);
  return [prlimit, `--rttime=${limit}:${limit}`, '--', ...command];
}

/** The living, not those that only wait to be fetched by their parent. */
export async function findMarked(mark: string): Promise<readonly number[]> {
  const limit = toLimit(mark);
  const entries = await readdir('/proc').catch(() => []);
  const pids = entries.filter((name) => /^\d+$/.test(name));
  const marked = await Promise.all(
    pids.map(async (pid) => ((await holdsVariable(pid, mark)) || (await holdsLimit(pid, limit)) ? [Number(pid)] : [])),
  );
  return marked.flat();
}

/** A process that was limited itself cannot give its children more: they have its own mark. */
async function canLimit(): Promise<boolean> {
  const [, soft, hard] = LIMIT_LINE.exec(await read('self', 'limits')) ?? [];
  return soft === 'unlimited' && hard === 'unlimited';
}

function toLimit(mark: string): string {
  return String(BASE + BigInt(`0x${createHash('sha256').update(mark).digest('hex').slice(0, 12)}`));
}

async function holdsVariable(pid: string, mark: string): Promise<boolean> {
  return (await read(pid, 'environ')).split('\0').includes(`${MARK}=${mark}`);
}

async function holdsLimit(pid: string, limit: string): Promise<boolean> {
  const [, , hard] = LIMIT_LINE.exec(await read(pid, 'limits')) ?? [];
  // One that has ended keeps its limits until it is fetched.
  return hard === limit && !/^\d+ \([^]*\) [ZX] /u.test(await read(pid, 'stat'));
}

/** What belongs to others cannot be read, and is none of ours. */
function read(pid: string, name: string): Promise<string> {
  return readFile(`/proc/${pid}/${name}`, 'latin1').catch(() => '');
}
