import type { Json } from '@tutti/protocol';
import { InvalidInputError, RunError } from '@tutti/engine';
import type { Folder } from './folder.ts';
import { findEntry } from './open-plain-file.ts';
import { findMark, MovedMark, removeMark, renameEntry, writeMark } from './own-folder.ts';
import { parseFilePath, refusePath, toShown } from './parse-path.ts';
import type { Workspace } from './workspace.ts';

interface Move {
  readonly from: string;
  readonly to: string;
}

export async function moveEntry(workspace: Workspace, move: Move, key: string): Promise<Json> {
  const { from, to } = move;
  const source = parseFilePath(from);
  const target = parseFilePath(to);
  await using home = await workspace.openFolder(source.folder, { create: false });
  const stats = home && (await findEntry(home, source.name));
  if (!home || !stats) throw new InvalidInputError(`there is nothing at ${toShown(from)}`, 'from');
  if (!stats.isFile() && !stats.isDirectory()) throw refusePath(from, 'is no plain file or folder');
  if (`${to}/`.startsWith(`${from.replace(/\/$/u, '')}/`))
    throw new InvalidInputError('a folder cannot be moved into itself', 'to');
  await using goal = await workspace.openFolder(target.folder, { create: true });
  if (!goal) throw new InvalidInputError(`the folder of ${toShown(to)} was deleted meanwhile`, 'to');
  await assertFree(goal, target.name, to);
  const mark: MovedMark = { device: stats.dev, inode: stats.ino };
  await writeMark(workspace, key, JSON.stringify(mark));
  await renameEntry({ folder: home, name: source.name }, { folder: goal, name: target.name });
  return { from, to };
}

/** What was moved is known again by its inode, whatever else lies there by now. */
export async function verifyMove(
  workspace: Workspace,
  move: Move,
  key: string,
): Promise<{ happened: true; output: Json } | { happened: false }> {
  const mark = await readMovedMark(workspace, key);
  if (!mark || !(await isAt(workspace, move.to, mark))) return { happened: false };
  return { happened: true, output: { ...move } };
}

export async function undoMove(workspace: Workspace, { from, to }: Move, key: string): Promise<void> {
  const mark = await readMovedMark(workspace, key);
  if (!mark || !(await isAt(workspace, to, mark))) return;
  const source = parseFilePath(from);
  const target = parseFilePath(to);
  await using home = await workspace.openFolder(source.folder, { create: true });
  await using goal = await workspace.openFolder(target.folder, { create: false });
  if (!home || !goal) throw new RunError('step_failed', `${toShown(to)} cannot be moved back: its folder is gone`);
  await assertFree(home, source.name, from);
  await renameEntry({ folder: goal, name: target.name }, { folder: home, name: source.name });
  await removeMark(workspace, key);
}

async function readMovedMark(workspace: Workspace, key: string): Promise<MovedMark | undefined> {
  const text = await findMark(workspace, key);
  return text === undefined ? undefined : MovedMark.parse(JSON.parse(text));
}

async function isAt(workspace: Workspace, path: string, { device, inode }: MovedMark): Promise<boolean> {
  const { folder: names, name } = parseFilePath(path);
  await using folder = await workspace.openFolder(names, { create: false });
  const stats = folder && (await findEntry(folder, name));
  return stats?.ino === inode && stats.dev === device;
}

export async function assertFree(folder: Folder, name: string, path: string): Promise<void> {
  if (await findEntry(folder, name))
    throw new InvalidInputError(`there is something at ${toShown(path)} already`, 'path');
}
