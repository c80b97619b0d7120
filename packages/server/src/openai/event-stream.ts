/** An answer in pieces, as server-sent events. Its head waits for the first piece, so that what fails before is refused with a status of its own. */
import type { Clock } from '@tutti/engine';
import type { FastifyReply } from 'fastify';

export interface EventStreamOptions {
  readonly clock: Clock;
  /** The client does not read what it is sent. */
  readonly onStalled: () => void;
}

const HIGH_WATER_BYTES = 256 * 1_024;
const STALLED_MS = 60_000;
/** Whoever waits for so long is shown that somebody is there; what goes wrong afterwards is told in the stream. */
const SILENCE_MS = 15_000;

export class EventStream {
  readonly #reply: FastifyReply;
  readonly #options: EventStreamOptions;
  #callOffSilence: () => void;
  #callOffStall: (() => void) | undefined;
  #isOpen = false;

  constructor(reply: FastifyReply, options: EventStreamOptions) {
    this.#reply = reply;
    this.#options = options;
    this.#callOffSilence = this.#awaitSilence();
  }

  /** Something was sent: a status can be told no more. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Nothing more should be written before it has drained. */
  get isFull(): boolean {
    return this.#isOpen && this.#reply.raw.writableLength > HIGH_WATER_BYTES;
  }

  /** Of the answer; they count only before the first piece. */
  setHeaders(headers: Readonly<Record<string, string>>): void {
    if (!this.#isOpen) this.#reply.headers(headers);
  }

  send(data: unknown, event?: string): void {
    this.sendText(JSON.stringify(data), event);
  }

  sendText(text: string, event?: string): void {
    this.#open();
    const { raw } = this.#reply;
    if (raw.destroyed) return;
    const isRoom = raw.write(`${event === undefined ? '' : `event: ${event}\n`}data: ${text}\n\n`);
    if (!isRoom && raw.writableLength > HIGH_WATER_BYTES) this.#watchStall();
  }

  end(): void {
    this.close();
    if (this.#isOpen) this.#reply.raw.end();
  }

  /** Nothing is waited for any more. */
  close(): void {
    this.#callOffSilence();
    this.#callOffStall?.();
  }

  #open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    const reply = this.#reply;
    reply.hijack();
    const headers = Object.entries(reply.getHeaders()).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    reply.raw.writeHead(200, {
      ...Object.fromEntries(headers),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-store, no-transform',
      'x-accel-buffering': 'no',
    });
  }

  #awaitSilence(): () => void {
    const { clock } = this.#options;
    return clock.at(clock.now() + SILENCE_MS, () => {
      this.#open();
      const { raw } = this.#reply;
      if (!raw.destroyed && raw.writableLength === 0) raw.write(': still there\n\n');
      this.#callOffSilence = this.#awaitSilence();
    });
  }

  #watchStall(): void {
    if (this.#callOffStall) return;
    const { clock, onStalled } = this.#options;
    const callOff = clock.at(clock.now() + STALLED_MS, () => {
      onStalled();
      this.#reply.raw.destroy();
    });
    this.#callOffStall = callOff;
    this.#reply.raw.once('drain', () => {
      callOff();
      this.#callOffStall = undefined;
    });
  }
}
