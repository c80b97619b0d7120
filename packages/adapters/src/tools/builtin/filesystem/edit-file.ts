import { InvalidInputError } from '@tutti/engine';
import type { Json } from '@tutti/protocol';
import { isText } from './is-text.ts';
import { findMark, sha256, writeMark } from './own-folder.ts';
import { toShown } from './parse-path.ts';
import type { Workspace } from './workspace.ts';

const LARGEST_EDITED = 16 * 1024 * 1024;

interface Edit {
  readonly path: string;
  readonly oldText: string;
  readonly newText: string;
}

/** Once for each key: whoever asks again after a crash is told what was done, instead of finding the passage gone. */
export async function editFile(
  workspace: Workspace,
  { path, oldText, newText }: Edit,
  { key, signal }: { key: string; signal: AbortSignal },
): Promise<Json> {
  const held = await workspace.readFile(path, LARGEST_EDITED);
  if ((await findMark(workspace, key)) === sha256(held)) return { path, bytes: held.length, edited: true };
  if (!isText(held)) throw new InvalidInputError(`${toShown(path)} is no text`, 'path');
  const text = held.toString('utf8');
  const at = text.indexOf(oldText);
  if (at === -1) throw new InvalidInputError(`${toShown(path)} does not hold the old text; read it again`, 'oldText');
  if (text.includes(oldText, at + 1))
    throw new InvalidInputError(`${toShown(path)} holds the old text more than once; give more around it`, 'oldText');
  const bytes = Buffer.from(text.slice(0, at) + newText + text.slice(at + oldText.length));
  workspace.usage.assertFits(bytes.length);
  await writeMark(workspace, key, sha256(bytes));
  await workspace.writeFile(path, bytes, signal);
  return { path, bytes: bytes.length, edited: true };
}
