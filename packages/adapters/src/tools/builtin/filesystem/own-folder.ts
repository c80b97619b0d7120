/** What is kept beside the files of a workspace: what was deleted, and marks of what a call has done, each under the call's key. */
import { createHash } from 'node:crypto';
import { readFile, rename, rm } from 'node:fs/promises';
import { RunError } from '@tutti/engine';
import * as z from 'zod';
import type { Folder } from './folder.ts';
import { hasCode } from './has-code.ts';
import { findEntry } from './open-plain-file.ts';
import { OWN_FOLDER, replaceFile, type Workspace } from './workspace.ts';

const IGNORE_ALL = new TextEncoder().encode('*\n');
const LONGEST_MARK = 1_000;

export const MovedMark = z.object({ device: z.number(), inode: z.number() });
export type MovedMark = z.infer<typeof MovedMark>;

export function toMarkName(key: string): string {
  return sha256(key);
}

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

export async function openOwnFolder(workspace: Workspace, name: 'marks' | 'trash'): Promise<Folder> {
  await using root = await workspace.openRoot();
  await using own = await root.enter(OWN_FOLDER, { create: true });
  if (own && !(await findEntry(own, '.gitignore')))
    await replaceFile(own, { name: '.gitignore', bytes: IGNORE_ALL }, new AbortController().signal);
  const folder = await own?.enter(name, { create: true });
  if (!folder) throw new RunError('step_failed', 'the workspace was deleted meanwhile', { nothingHappened: true });
  return folder;
}

export async function writeMark(workspace: Workspace, key: string, text: string): Promise<void> {
  await using marks = await openOwnFolder(workspace, 'marks');
  const mark = { name: toMarkName(key), bytes: new TextEncoder().encode(text) };
  await replaceFile(marks, mark, new AbortController().signal);
}

export async function findMark(workspace: Workspace, key: string): Promise<string | undefined> {
  await using marks = await openOwnFolder(workspace, 'marks');
  const name = toMarkName(key);
  const stats = await findEntry(marks, name);
  if (!stats?.isFile() || stats.size > LONGEST_MARK) return undefined;
  // Awaited here: at the end of this block the folder is let go of.
  return await readFile(marks.at(name), 'utf8');
}

export async function removeMark(workspace: Workspace, key: string): Promise<void> {
  await using marks = await openOwnFolder(workspace, 'marks');
  await rm(marks.at(toMarkName(key)), { force: true });
}

/** Renames, or says why nothing has happened. */
export async function renameEntry(
  from: { folder: Folder; name: string },
  to: { folder: Folder; name: string },
): Promise<void> {
  await from.folder.assertHolds(from.name);
  try {
    await rename(from.folder.at(from.name), to.folder.at(to.name));
  } catch (cause) {
    const why = hasCode(cause, 'EINVAL') ? 'a folder cannot be moved into itself' : 'the system refused it';
    throw new RunError('step_failed', `nothing was moved: ${why}`, { cause, nothingHappened: true });
  }
  await from.folder.sync();
  await to.folder.sync();
}
