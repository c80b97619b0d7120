/** Some of a topic, in order. It is turned into text once, however many clients get it. */
export interface Item {
  readonly cursor: number;
  /** As JSON. */
  readonly text: string;
  /** Nothing of this topic comes after it. */
  readonly isLast: boolean;
}

export type BatchKind = 'events' | 'tasks';

export class Batch {
  readonly cursor: number;
  readonly isLast: boolean;
  readonly #topic: string;
  readonly #kind: BatchKind;
  readonly #items: readonly Item[];
  #message: Buffer | undefined;
  #stream: Buffer | undefined;

  constructor(topic: string, kind: BatchKind, items: readonly [Item, ...Item[]]) {
    this.#topic = topic;
    this.#kind = kind;
    this.#items = items;
    const last = items.at(-1) ?? items[0];
    this.cursor = last.cursor;
    this.isLast = last.isLast;
  }

  get size(): number {
    return this.#items.length;
  }

  /** As a message of the WebSocket. */
  get message(): Buffer {
    this.#message ??= Buffer.from(this.#toMessage());
    return this.#message;
  }

  /** As messages of an event stream. */
  get stream(): Buffer {
    this.#stream ??= Buffer.from(
      this.#items.map(({ cursor, text }) => `id: ${cursor}\nevent: run.event\ndata: ${text}\n\n`).join(''),
    );
    return this.#stream;
  }

  #toMessage(): string {
    const head = `"topic":${JSON.stringify(this.#topic)},"cursor":${this.cursor}`;
    const list = this.#items.map(({ text }) => text).join(',');
    return this.#kind === 'events'
      ? `{"type":"events",${head},"events":[${list}]}`
      : `{"type":"tasks",${head},"notices":[${list}]}`;
  }
}
