import type { Tool } from '@tutti/engine';
import * as z from 'zod';
import { createTool } from '../create-tool.ts';
import { editFile } from './edit-file.ts';
import { moveEntry, undoMove, verifyMove } from './move-entry.ts';
import { FilePath } from './parse-path.ts';
import { removeEntry, undoRemove, verifyRemove } from './remove-entry.ts';
import type { Workspace } from './workspace.ts';

const MOST_CHARACTERS = 4 * 1024 * 1024;
const encoder = new TextEncoder();

const WriteInput = z.object({
  path: FilePath,
  text: z.string().max(MOST_CHARACTERS).describe('The whole file. It replaces what the file held before.'),
});

const EditInput = z.object({
  path: FilePath,
  oldText: z
    .string()
    .min(1)
    .max(MOST_CHARACTERS)
    .describe('Exactly as it stands in the file, with enough around it to stand there only once.'),
  newText: z.string().max(MOST_CHARACTERS).describe('What takes its place; empty to delete it.'),
});

const MoveInput = z.object({
  from: FilePath,
  to: FilePath.describe('The new path. Nothing may be there yet; folders on the way are made.'),
});

const DeleteInput = z.object({
  path: FilePath,
  recursive: z.boolean().default(false).describe('For a folder: with everything in it.'),
});

export function createWriteTools(workspace: Workspace): readonly Tool[] {
  return [
    createTool({
      name: 'filesystem__write',
      description:
        'Writes a text file into the workspace, in place of what it held before; folders on the way are made.',
      input: WriteInput,
      effect: 'idempotent',
      async use({ path, text }, { signal }) {
        const bytes = encoder.encode(text);
        await workspace.change(() => workspace.writeFile(path, bytes, signal));
        return { path, bytes: bytes.length };
      },
    }),
    createTool({
      name: 'filesystem__edit',
      description: 'Replaces one passage of a text file in the workspace. The passage must stand there exactly once.',
      input: EditInput,
      effect: 'idempotent',
      use: (input, call) => workspace.change(() => editFile(workspace, input, call)),
    }),
    createTool({
      name: 'filesystem__move',
      description: 'Moves or renames a file or folder within the workspace. It never replaces anything.',
      input: MoveInput,
      effect: 'compensatable',
      use: (input, { key }) => workspace.change(() => moveEntry(workspace, input, key)),
      verify: (input, { key }) => verifyMove(workspace, input, key),
      undo: (input, { key }) => workspace.change(() => undoMove(workspace, input, key)),
    }),
    createTool({
      name: 'filesystem__delete',
      description: 'Deletes a file or folder of the workspace. It is kept aside until the workspace itself is deleted.',
      input: DeleteInput,
      effect: 'compensatable',
      use: (input, { key }) => workspace.change(() => removeEntry(workspace, input, key)),
      verify: (input, { key }) => verifyRemove(workspace, input, key),
      undo: (input, { key }) => workspace.change(() => undoRemove(workspace, input, key)),
    }),
  ];
}
