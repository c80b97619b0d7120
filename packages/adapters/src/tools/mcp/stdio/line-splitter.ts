/** Bytes to lines, holding no more than one line of bounded length, however much comes. */
export class LineSplitter {
  readonly #mostBytes: number;
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Undefined where a line grows longer than is allowed: then nothing more is held. */
  push(chunk: Buffer): string[] | undefined {
    const lines: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      if (!this.#hold(chunk.subarray(from, end))) return undefined;
      lines.push(Buffer.concat(this.#held).toString('utf8').replace(/\r$/, ''));
      this.clear();
      from = end + 1;
    }
    return this.#hold(chunk.subarray(from)) ? lines : undefined;
  }

  clear(): void {
    this.#held = [];
    this.#heldBytes = 0;
  }

  #hold(part: Buffer): boolean {
    if (part.length === 0) return true;
    this.#heldBytes += part.length;
    if (this.#heldBytes > this.#mostBytes) {
      this.clear();
      return false;
    }
    this.#held.push(part);
    return true;
  }
}
