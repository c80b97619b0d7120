import { opendir } from 'node:fs/promises';
import { InvalidInputError, RunError } from '@tutti/engine';
import type { Json } from '@tutti/protocol';
import type { Folder } from './folder.ts';
import { assertFree } from './move-entry.ts';
import { findEntry } from './open-plain-file.ts';
import { openOwnFolder, renameEntry, toMarkName } from './own-folder.ts';
import { parseFilePath, toShown } from './parse-path.ts';
import type { Workspace } from './workspace.ts';

/** Put aside under the call's key, in one step, so that it is known whether it happened and can be taken back. */
export async function removeEntry(
  workspace: Workspace,
  { path, recursive }: { path: string; recursive: boolean },
  key: string,
): Promise<Json> {
  const { folder: names, name } = parseFilePath(path);
  await using folder = await workspace.openFolder(names, { create: false });
  const stats = folder && (await findEntry(folder, name));
  if (!folder || !stats) throw new InvalidInputError(`there is nothing at ${toShown(path)}`, 'path');
  if (stats.isDirectory() && !recursive && !(await isEmpty(folder, name)))
    throw new InvalidInputError(`the folder ${toShown(path)} is not empty; set recursive to delete it`, 'recursive');
  await using trash = await openOwnFolder(workspace, 'trash');
  const aside = toMarkName(key);
  await assertFree(trash, aside, path);
  await renameEntry({ folder, name }, { folder: trash, name: aside });
  return { path, deleted: true };
}

export async function verifyRemove(
  workspace: Workspace,
  { path }: { path: string },
  key: string,
): Promise<{ happened: true; output: Json } | { happened: false }> {
  await using trash = await openOwnFolder(workspace, 'trash');
  const aside = await findEntry(trash, toMarkName(key));
  return aside ? { happened: true, output: { path, deleted: true } } : { happened: false };
}

export async function undoRemove(workspace: Workspace, { path }: { path: string }, key: string): Promise<void> {
  const { folder: names, name } = parseFilePath(path);
  await using trash = await openOwnFolder(workspace, 'trash');
  const aside = toMarkName(key);
  if (!(await findEntry(trash, aside))) return;
  await using folder = await workspace.openFolder(names, { create: true });
  if (!folder) throw new RunError('step_failed', `${toShown(path)} cannot be put back: its folder is gone`);
  await assertFree(folder, name, path);
  await renameEntry({ folder: trash, name: aside }, { folder, name });
}

async function isEmpty(folder: Folder, name: string): Promise<boolean> {
  await using inner = await folder.enter(name, { create: false });
  if (!inner) return true;
  for await (const _entry of await opendir(inner.here)) return false;
  return true;
}
