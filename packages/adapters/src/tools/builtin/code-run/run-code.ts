import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InvalidInputError } from '@tutti/engine';
import type { Json } from '@tutti/protocol';
import { parsePath, toShown } from '../filesystem/parse-path.ts';
import { measureFolder } from '../filesystem/usage.ts';
import { Workspace } from '../filesystem/workspace.ts';
import { type CommandEnd, runCommand } from '../process/run-command.ts';
import type { CodeInput } from './code-input.ts';
import type { CodeRunSettings } from './code-run-settings.ts';
import { type Cell, INSIDE, type Isolation, LARGEST_FILE, openCell, toEnvironment, toWords } from './find-isolation.ts';

const MEBIBYTE = 1024 * 1024;
/** Of everything that it reads and writes. */
const MOST_BYTES = 256 * MEBIBYTE;
const MOST_FILES = 1_000;
/** What Node itself takes is not the program's. */
const NODE_MEBIBYTES = 128;

export interface CodePlace {
  readonly settings: CodeRunSettings;
  readonly isolation: Isolation;
  readonly workspace: Workspace;
  readonly scratch: string;
  readonly signal: AbortSignal;
}

export async function runCode(input: CodeInput, place: CodePlace): Promise<Json> {
  await using cell = await openCell(place.scratch);
  for (const path of input.reads) await copyIn(place.workspace, cell, path);
  const end = await start(input, cell, place);
  const isWell = end.exitCode === 0 && end.stopped === undefined;
  const written = isWell ? await copyOut(input.writes, cell, place) : [];
  return { ...end, ...(input.writes.length > 0 && { written }) };
}

async function start(input: CodeInput, cell: Cell, { settings, isolation, signal }: CodePlace): Promise<CommandEnd> {
  const usesFiles = input.reads.length + input.writes.length > 0;
  const most = settings.memoryMebibytes;
  const node = [
    '--permission',
    ...(usesFiles ? [`--allow-fs-read=${INSIDE}`, `--allow-fs-write=${INSIDE}`] : []),
    '--no-addons',
    // It opens files without asking for the permission.
    '--no-experimental-sqlite',
    '--no-warnings',
    `--max-old-space-size=${most}`,
    '--input-type=module',
    '-',
  ];
  return runCommand({
    file: isolation.file,
    words: toWords(isolation, cell, node),
    folder: cell.folder,
    environment: toEnvironment(),
    // In one line, so that the places in messages are those of the code.
    stdin: `globalThis.input = JSON.parse(${JSON.stringify(JSON.stringify(input.input ?? null))});${input.code}`,
    limitMs: settings.limitSeconds * 1_000,
    outputBytes: settings.outputBytes,
    signal,
    watch: async (pid) => (await findMemoryExcess(pid, most)) ?? findFileExcess(cell.files),
  });
}

/** Memory that the language does not count, such as that of buffers. */
async function findMemoryExcess(pid: number, mostMebibytes: number): Promise<string | undefined> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'latin1');
  let kibibytes = 0;
  for (const child of children.trim().split(' ').filter(Boolean)) {
    // One that has just ended takes nothing.
    const status = await readFile(`/proc/${child}/status`, 'latin1').catch(() => '');
    kibibytes += Number(/^VmRSS:\s+(\d+) kB/mu.exec(status)?.[1] ?? 0);
  }
  const isTooMuch = kibibytes / 1024 > mostMebibytes + NODE_MEBIBYTES;
  return isTooMuch ? `because it took more than ${mostMebibytes} MiB of memory` : undefined;
}

async function findFileExcess(folder: string): Promise<string | undefined> {
  const { bytes, files } = await measureFolder(folder, MOST_FILES);
  if (files > MOST_FILES) return `because it wrote more than ${MOST_FILES} files`;
  return bytes > MOST_BYTES ? `because it wrote more than ${MOST_BYTES / MEBIBYTE} MiB` : undefined;
}

async function copyIn(workspace: Workspace, { files }: Cell, path: string): Promise<void> {
  const bytes = await workspace.readFile(path, LARGEST_FILE);
  const target = join(files, ...parsePath(path));
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, bytes);
}

/** Read as carefully as the workspace itself: the program may have left something else where a file was asked for. */
async function copyOut(paths: readonly string[], cell: Cell, place: CodePlace): Promise<string[]> {
  const made = new Workspace({ root: cell.files });
  const contents: { path: string; bytes: Buffer }[] = [];
  for (const path of paths) {
    const bytes = await made.readFile(path, LARGEST_FILE).catch((cause: unknown) => {
      throw new InvalidInputError(`the program did not write ${toShown(path)} as a plain file`, 'writes', { cause });
    });
    contents.push({ path, bytes });
  }
  const { workspace, signal } = place;
  for (const { path, bytes } of contents) await workspace.change(() => workspace.writeFile(path, bytes, signal));
  return contents.map(({ path }) => path);
}
