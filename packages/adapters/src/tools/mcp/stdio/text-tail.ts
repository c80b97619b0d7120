const decoder = new TextDecoder();
const LONG_WORD = 200;

/** The last words of an endless talk. */
export class TextTail {
  readonly #mostBytes: number;
  #bytes = Buffer.alloc(0);
  #isCut = false;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  push(chunk: Buffer): void {
    this.#isCut ||= this.#bytes.length + chunk.length > this.#mostBytes;
    const end = chunk.length > this.#mostBytes ? chunk.subarray(-this.#mostBytes) : chunk;
    this.#bytes = Buffer.concat([this.#bytes, end]).subarray(-this.#mostBytes);
  }

  get text(): string {
    const text = decoder.decode(this.#bytes);
    // What is left of a line that was cut might be the rest of a secret, which nobody would know for one.
    const end = text.indexOf('\n');
    return this.#isCut ? text.slice(end === -1 ? LONG_WORD : end + 1) : text;
  }
}
