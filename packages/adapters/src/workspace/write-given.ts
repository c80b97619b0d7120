import type { GivenFile } from '@tutti/protocol';
import { Workspace } from '../tools/builtin/filesystem/workspace.ts';

const NEVER_ABORTED = new AbortController().signal;

/** What came with a task, by the rules that the tools for files keep: no path leads out, over a link or into what begins with a dot. */
export async function writeGiven(folder: string, given: readonly GivenFile[] = []): Promise<void> {
  const workspace = new Workspace({ root: folder });
  for (const { path, content } of given) await workspace.writeFile(path, Buffer.from(content, 'base64'), NEVER_ABORTED);
}
