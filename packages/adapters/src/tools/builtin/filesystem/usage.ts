/** How much lies in a workspace: measured when something is first written, then counted along. */
import { RunError } from '@tutti/engine';
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkspaceLimits } from './workspace-limits.ts';

export interface Change {
  readonly bytes: number;
  readonly files: number;
}

const NONE: Change = { bytes: 0, files: 0 };
/** Others write into a workspace too: so many changes later it is measured anew. */
const CHANGES_PER_MEASURE = 200;

export class Usage {
  readonly #root: string;
  #limits: WorkspaceLimits;
  #held: Promise<Change> | undefined;
  #since: Change = NONE;
  #changes = 0;

  constructor(root: string, limits: WorkspaceLimits) {
    this.#root = root;
    this.#limits = limits;
  }

  limit(limits: WorkspaceLimits): void {
    this.#limits = limits;
  }

  /** For whoever has let somebody else write here. */
  forget(): void {
    this.#held = undefined;
    this.#since = NONE;
    this.#changes = 0;
  }

  /** Throws `workspace_full` where the change does not fit. */
  async take(change: Change): Promise<void> {
    if (++this.#changes > CHANGES_PER_MEASURE) this.forget();
    const problem = await this.#findProblem(change);
    if (problem === undefined) return this.#add(change);
    // What was deleted meanwhile makes room.
    this.forget();
    const stillThere = await this.#findProblem(change);
    if (stillThere !== undefined) throw full(stillThere);
    this.#add(change);
  }

  async #findProblem({ bytes, files }: Change): Promise<string | undefined> {
    const { totalBytes, files: mostFiles } = this.#limits;
    this.#held ??= measureFolder(this.#root, mostFiles);
    const held = await this.#held;
    if (bytes > 0 && held.bytes + this.#since.bytes + bytes > totalBytes)
      return `would hold more than ${totalBytes} bytes`;
    const isTooMany = files > 0 && held.files + this.#since.files + files > mostFiles;
    return isTooMany ? `would hold more than ${mostFiles} files` : undefined;
  }

  #add({ bytes, files }: Change): void {
    this.#since = { bytes: this.#since.bytes + bytes, files: this.#since.files + files };
  }

  assertFits(bytes: number): void {
    if (bytes > this.#limits.fileBytes) throw full(`takes no file of more than ${this.#limits.fileBytes} bytes`);
  }
}

function full(problem: string): RunError {
  return new RunError('workspace_full', `the workspace ${problem}`, { nothingHappened: true });
}

/** Links are counted as what they are, not as what they lead to. Nothing is read after the number of files that would be refused anyway. */
export async function measureFolder(root: string, most: number): Promise<Change> {
  let bytes = 0;
  let files = 0;
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined && files <= most; folder = folders.pop()) {
    for await (const entry of await opendir(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else {
        files++;
        // It may have been deleted meanwhile, and then it holds nothing.
        bytes += await lstat(path).then(
          ({ size }) => size,
          () => 0,
        );
      }
      if (files > most) break;
    }
  }
  return { bytes, files };
}
