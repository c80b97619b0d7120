const decoder = new TextDecoder();

/** The last words of an endless talk. */
export class TextTail {
  readonly #mostBytes: number;
  #bytes = Buffer.alloc(0);

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  push(chunk: Buffer): void {
    const end = chunk.length > this.#mostBytes ? chunk.subarray(-this.#mostBytes) : chunk;
    this.#bytes = Buffer.concat([this.#bytes, end]).subarray(-this.#mostBytes);
  }

  get text(): string {
    return decoder.decode(this.#bytes);
  }
}
