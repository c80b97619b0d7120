/** Searching in a workspace, within limits of time, files and output: what was left out is said. */
import type { Json } from '@tutti/protocol';
import { isText } from './is-text.ts';
import { matchGlob } from './match-glob.ts';
import { openPlainFile } from './open-plain-file.ts';
import { type Found, walk } from './walk.ts';
import type { Workspace } from './workspace.ts';

const MOST_FILES = 50_000;
const MOST_FOUND = 500;
const MOST_LINES = 200;
const LONGEST_SHOWN = 300;
const LARGEST_SEARCHED = 4 * 1024 * 1024;
const DEPTH = 32;
const LIMIT_MS = 20_000;
/** Large, and hardly ever what is looked for. */
const PASSED_OVER = new Set(['node_modules']);

export async function findFiles(
  workspace: Workspace,
  { path, pattern }: { path: string; pattern: string },
  signal: AbortSignal,
): Promise<Json> {
  const files: string[] = [];
  const stop = await eachFile(workspace, { path, signal }, async (found) => {
    if (matchGlob(pattern, found.path)) files.push(found.path);
    return files.length < MOST_FOUND;
  });
  return { files, ...(stop && { stopped: stop }) };
}

interface TextWish {
  readonly path: string;
  readonly text: string;
  readonly pattern?: string;
  readonly ignoreCase: boolean;
}

export async function searchText(workspace: Workspace, wish: TextWish, signal: AbortSignal): Promise<Json> {
  const { path, text, pattern, ignoreCase } = wish;
  const wanted = ignoreCase ? text.toLowerCase() : text;
  const lines: { path: string; line: number; text: string }[] = [];
  let unread = 0;
  const stop = await eachFile(workspace, { path, signal }, async (found) => {
    if (pattern !== undefined && !matchGlob(pattern, found.path)) return true;
    const content = await readSearchable(found);
    if (content === undefined) unread++;
    else
      lines.push(
        ...findLines(content, { wanted, ignoreCase, most: MOST_LINES - lines.length }).map((line) => ({
          path: found.path,
          ...line,
        })),
      );
    return lines.length < MOST_LINES;
  });
  return { lines, ...(unread > 0 && { filesNotText: unread }), ...(stop && { stopped: stop }) };
}

function findLines(
  content: string,
  { wanted, ignoreCase, most }: { wanted: string; ignoreCase: boolean; most: number },
): { line: number; text: string }[] {
  const found: { line: number; text: string }[] = [];
  for (const [index, line] of content.split('\n').entries()) {
    if (found.length >= most) break;
    const at = (ignoreCase ? line.toLowerCase() : line).indexOf(wanted);
    if (at === -1) continue;
    const from = Math.max(0, Math.min(at - LONGEST_SHOWN / 3, line.length - LONGEST_SHOWN));
    found.push({ line: index + 1, text: line.slice(from, from + LONGEST_SHOWN).trimEnd() });
  }
  return found;
}

/** Undefined where the whole tree was seen, else why not. */
async function eachFile(
  workspace: Workspace,
  { path, signal }: { path: string; signal: AbortSignal },
  look: (found: Found) => Promise<boolean>,
): Promise<string | undefined> {
  const limit = AbortSignal.timeout(LIMIT_MS);
  const enters = ({ name }: Found) => !PASSED_OVER.has(name);
  let seen = 0;
  for await (const found of walk(workspace, { path, depth: DEPTH, signal, enters })) {
    if (found.kind !== 'file') continue;
    if (limit.aborted) return `after ${LIMIT_MS / 1_000} seconds; search in a smaller folder`;
    if (++seen > MOST_FILES) return `after ${MOST_FILES} files; search in a smaller folder`;
    if (!(await look(found))) return 'because there is too much; ask more precisely';
  }
  return undefined;
}

async function readSearchable({ folder, name }: Found): Promise<string | undefined> {
  // What cannot be opened, such as a file with a second name, is counted as not read.
  const opened = await openPlainFile(folder, name).catch(() => undefined);
  if (!opened) return undefined;
  const { handle, stats } = opened;
  try {
    if (stats.size > LARGEST_SEARCHED) return undefined;
    const bytes = await handle.readFile();
    return isText(bytes) ? bytes.toString('utf8') : undefined;
  } finally {
    await handle.close();
  }
}
