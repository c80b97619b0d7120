/** Many blobs from one git process, one after the other. */
import { RunError } from '@tutti/engine';
import type { Repository } from './repository.ts';

const HEAD = /^([0-9a-f]+) (\w+)(?: (\d+))?$/u;

export async function readBlobs(
  repository: Repository,
  hashes: readonly string[],
  onBlob: (hash: string, bytes: Buffer) => Promise<void>,
): Promise<void> {
  const reader = new BatchReader();
  // What is asked for next is asked when the one before is there: at no time more than one is held.
  async function* ask(): AsyncGenerator<Uint8Array> {
    for (const hash of hashes) {
      yield Buffer.from(`${hash}\n`);
      await onBlob(hash, await reader.next());
    }
  }
  await repository.ask(['cat-file', '--batch'], {
    input: ask(),
    onOutput: (chunk) => reader.add(chunk),
    onClose: () => reader.end(),
  });
}

class BatchReader {
  #held: Buffer[] = [];
  #size = 0;
  #isOver = false;
  #wake = () => {};

  add(chunk: Buffer): void {
    this.#held.push(chunk);
    this.#size += chunk.length;
    this.#wake();
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  async next(): Promise<Buffer> {
    const head = await this.#take(1, (held) => held.indexOf(10));
    const [, hash, kind, size] = HEAD.exec(head.toString('utf8').trimEnd()) ?? [];
    if (kind !== 'blob' || size === undefined)
      throw new RunError('repository_unusable', `what ${hash ?? 'a file'} holds is not in the repository`);
    const bytes = await this.#take(Number(size) + 1, () => Number(size));
    return bytes.subarray(0, -1);
  }

  /** Up to and with the byte that `find` names, once there are so many. */
  async #take(least: number, find: (held: Buffer) => number): Promise<Buffer> {
    for (;;) {
      const last = this.#size < least ? -1 : find(this.#join());
      if (last >= 0 && last < this.#size) {
        const held = this.#join();
        this.#held = [held.subarray(last + 1)];
        this.#size = held.length - last - 1;
        return held.subarray(0, last + 1);
      }
      if (this.#isOver) throw new RunError('workspace_failed', 'git ended before it had told everything');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #join(): Buffer {
    const [only = Buffer.alloc(0), ...more] = this.#held;
    if (more.length === 0) return only;
    const whole = Buffer.concat(this.#held);
    this.#held = [whole];
    return whole;
  }
}
