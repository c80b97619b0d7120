/** The beginning and the end of an output, however much lies between them. */
export class OutputKeeper {
  readonly #most: number;
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #left = 0;

  constructor(mostBytes: number) {
    this.#most = Math.floor(mostBytes / 2);
  }

  get isCut(): boolean {
    return this.#left > 0;
  }

  add(chunk: Buffer): void {
    const room = this.#most - this.#headBytes;
    if (room > 0) {
      const part = chunk.subarray(0, room);
      this.#head.push(part);
      this.#headBytes += part.length;
    }
    const rest = chunk.subarray(Math.max(room, 0));
    if (rest.length === 0) return;
    this.#tail.push(rest);
    this.#tailBytes += rest.length;
    if (this.#tailBytes <= 2 * this.#most) return;
    const all = Buffer.concat(this.#tail);
    // Copied, so that the chunks that it came from can be let go.
    this.#tail = [Buffer.from(all.subarray(all.length - this.#most))];
    this.#left += all.length - this.#most;
    this.#tailBytes = this.#most;
  }

  text(): string {
    const tail = Buffer.concat(this.#tail);
    const shown = tail.subarray(Math.max(0, tail.length - this.#most));
    this.#left += tail.length - shown.length;
    this.#tail = [shown];
    this.#tailBytes = shown.length;
    const head = Buffer.concat(this.#head).toString('utf8');
    return this.#left === 0
      ? Buffer.concat([...this.#head, shown]).toString('utf8')
      : `${head}\n… ${this.#left} bytes left out …\n${shown.toString('utf8')}`;
  }
}
