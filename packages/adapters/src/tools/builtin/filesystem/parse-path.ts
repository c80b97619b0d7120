/** How a place inside a workspace is written. What is refused here never reaches the disk. */
import { RunError } from '@tutti/engine';
import * as z from 'zod';

const LONGEST_PATH = 1_024;
const LONGEST_NAME_BYTES = 255;
const DEEPEST = 32;
/** What separates, or names a stream or a device, on one of the systems that a workspace may lie on. */
const FORBIDDEN = /[\\:*?"<>|\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/u;
/** Devices on Windows, whatever stands behind the dot, and the short name under which it also knows `.git`. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])(?:\.|$)|^git~\d+$/iu;

export type Names = readonly string[];

export const FilePath = z
  .string()
  .min(1)
  .max(LONGEST_PATH)
  .describe('A path inside the workspace with forward slashes, such as src/main.ts');

export const FolderPath = z
  .string()
  .max(LONGEST_PATH)
  .default('.')
  .describe('A folder inside the workspace; the workspace itself where it is left out.');

/** The names on the way, none for the workspace itself. Throws `path_refused`. */
export function parsePath(path: string): Names {
  if (path.startsWith('/')) throw refusePath(path, 'is absolute');
  if (path.length > LONGEST_PATH) throw refusePath(path, 'is too long');
  const names = path.replace(/\/$/u, '').split('/');
  // `./src` and `.` are how many people write what is here.
  if (names[0] === '.' || path === '') names.shift();
  if (names.length > DEEPEST) throw refusePath(path, 'leads through too many folders');
  for (const name of names) {
    const problem = findNameProblem(name);
    if (problem !== undefined) throw refusePath(path, problem);
  }
  return names;
}

export function parseFilePath(path: string): { folder: Names; name: string } {
  const names = parsePath(path);
  const name = names.at(-1);
  if (name === undefined) throw refusePath(path, 'is the workspace itself');
  return { folder: names.slice(0, -1), name };
}

/** Undefined where a file or folder may be called so. */
export function findNameProblem(name: string): string | undefined {
  if (name === '') return 'has an empty part';
  if (name === '..') return 'leads out of its folder';
  // `.git`, `.env` and their like decide what programs do.
  if (name.startsWith('.')) return `has the part "${name}"; what begins with a dot is out of reach`;
  if (FORBIDDEN.test(name)) return 'has a character that no path here may have';
  if (/[. ]$/u.test(name) || name.startsWith(' ')) return 'has a part that begins or ends with a space or a dot';
  if (DEVICE.test(name)) return `has the part "${name}", which names a device`;
  if (Buffer.byteLength(name) > LONGEST_NAME_BYTES) return 'has a part that is too long';
  return undefined;
}

export function refusePath(path: string, problem: string): RunError {
  return new RunError('path_refused', `the path ${toShown(path)} ${problem}`, { nothingHappened: true });
}

/** No path may write into a log or a terminal what is not there. */
export function toShown(path: string): string {
  return JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}…` : path);
}
