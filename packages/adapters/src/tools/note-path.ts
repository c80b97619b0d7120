/** Where a note lies: below the workspace, in plain folders, never anywhere else. */
import { lstat, mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError } from '@tutti/engine';

const SEGMENT = /^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N} _.-]*[\p{L}\p{M}\p{N}_-])?$/u;
/** Devices on Windows, whatever stands behind the dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu;
const LONGEST_SEGMENT = 100;

/** Undefined where the path is a note's, else what is wrong with it. */
export function findPathProblem(path: string): string | undefined {
  if (!path.endsWith('.md')) return 'does not end in .md';
  const bad = path.split('/').find((segment) => !SEGMENT.test(segment) || DEVICE.test(segment));
  if (bad !== undefined) return `has the part "${bad}"; use letters, digits, spaces, and . _ - inside names`;
  if (path.split('/').some((segment) => segment.length > LONGEST_SEGMENT)) return 'has a part that is too long';
  return undefined;
}

export interface NotePlace {
  readonly folder: string;
  readonly file: string;
}

/** Undefined where a folder on the way does not exist and is not to be created. */
export async function findNotePlace(
  workspace: string,
  path: string,
  { create }: { create: boolean },
): Promise<NotePlace | undefined> {
  const segments = path.split('/');
  const name = segments.pop() ?? '';
  if (create) await mkdir(workspace, { recursive: true });
  // The workspace itself may be reached by a link; below it, nothing is.
  let folder = await realpath(workspace);
  for (const segment of segments) {
    folder = join(folder, segment);
    if (!(await isPlainFolder(folder, path, create))) return undefined;
  }
  const file = join(folder, name);
  const kind = await findKind(file);
  if (kind !== undefined && kind !== 'file') throw refuse(path, `is a ${kind} already`);
  return { folder, file };
}

async function isPlainFolder(folder: string, path: string, create: boolean): Promise<boolean> {
  const before = await findKind(folder);
  if (before === undefined && !create) return false;
  if (before === undefined) await mkdir(folder, { recursive: true });
  const kind = before ?? (await findKind(folder));
  if (kind !== 'folder') throw refuse(path, `leads through a ${kind}`);
  return true;
}

async function findKind(path: string): Promise<'file' | 'folder' | 'link' | 'device' | undefined> {
  try {
    const found = await lstat(path);
    if (found.isSymbolicLink()) return 'link';
    if (found.isDirectory()) return 'folder';
    return found.isFile() ? 'file' : 'device';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function refuse(path: string, problem: string): InvalidInputError {
  return new InvalidInputError(`the path ${path} ${problem}. Choose another one inside the workspace.`, 'path');
}
