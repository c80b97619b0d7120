/**
 * What keeps a program apart from this machine: namespaces of its own for network, processes, mounts and users, a root that
 * holds nothing but Node, no capabilities, limits of the system. All of it or nothing: where one part is missing, nothing is run.
 */
import { mkdir, mkdtemp, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand, WITH_SERVER } from '../process/run-command.ts';
import { findProgram } from '../process/find-program.ts';
import { removeFolder, removeLeftovers } from '../process/remove-leftovers.ts';

export interface Isolation {
  readonly file: string;
  /** Before the words of `toWords`. */
  readonly words: readonly string[];
}

/** A folder of one program: what lies in `files` is what it sees as /work. */
export interface Cell extends AsyncDisposable {
  readonly folder: string;
  readonly files: string;
}

const FOLDERS = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'];
const NAMESPACES = [
  '--user',
  '--map-root-user',
  '--net',
  '--pid',
  '--ipc',
  '--uts',
  '--mount',
  '--fork',
  '--kill-child',
];
const ENTER = join(import.meta.dirname, 'enter-isolation.sh');
const NEEDED = ['sh', 'unshare', 'setpriv', 'mount', 'umount', 'pivot_root', 'env', 'prlimit'];
const PROBE_MS = 20_000;
export const LARGEST_FILE = 32 * 1024 * 1024;
/** What it sees of the world. */
export const INSIDE = '/work';

/** Tried out, not guessed: containers often forbid namespaces. A text says what is missing. */
export async function findIsolation(scratch: string, signal: AbortSignal): Promise<Isolation | string> {
  if (process.platform !== 'linux') return 'only Linux can keep a program apart; this is another system';
  const files = await Promise.all(NEEDED.map((name) => findProgram(name, FOLDERS)));
  const missing = NEEDED.filter((_name, index) => files[index] === undefined);
  const [shell, unshare, setpriv] = files;
  if (!shell || !unshare || !setpriv || missing.length > 0) return `${missing.join(', ')} (util-linux) cannot be found`;
  const isolation = { file: setpriv, words: [...WITH_SERVER, unshare, ...NAMESPACES, '--', shell, ENTER] };
  await using cell = await openCell(scratch);
  await removeLeftovers(scratch, cell.folder);
  const end = await runCommand({
    file: isolation.file,
    words: toWords(isolation, cell, ['--permission', '--eval', 'process.stdout.write("apart")']),
    folder: '/',
    environment: toEnvironment(),
    limitMs: PROBE_MS,
    outputBytes: 2_000,
    signal,
  });
  if (end.exitCode === 0 && end.stdout === 'apart') return isolation;
  return `the system does not let this process make namespaces (${end.stderr.trim() || end.stopped || 'it gave no reason'})`;
}

export function toWords({ words }: Isolation, { folder }: Cell, node: readonly string[]): readonly string[] {
  return [...words, folder, process.execPath, String(LARGEST_FILE), ...node];
}

/** For the script that builds the root; the program itself gets nothing. */
export function toEnvironment(): Readonly<Record<string, string>> {
  return { PATH: FOLDERS.join(':') };
}

export async function openCell(scratch: string): Promise<Cell> {
  await mkdir(scratch, { recursive: true });
  const folder = await realpath(await mkdtemp(join(scratch, 'code-')));
  const files = join(folder, 'files');
  await mkdir(files);
  // What the program said counts, even where what it left cannot be removed.
  return { folder, files, [Symbol.asyncDispose]: () => removeFolder(folder) };
}
