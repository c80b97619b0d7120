import type { Clock } from '@tutti/engine';
import type { Glimpse, Instant } from '@tutti/protocol';
import type { ServerMessage } from '@tutti/protocol/api';
import type { WebSocket } from 'ws';
import type { Batch } from './batch.ts';
import type { Outlet } from './outlet.ts';

/** Messages of the WebSocket. */
export class SocketOutlet implements Outlet {
  stalledSince: Instant | undefined;
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #highWaterBytes: number;
  #waiting: (() => void)[] = [];

  constructor(socket: WebSocket, { clock, highWaterBytes }: { clock: Clock; highWaterBytes: number }) {
    this.#socket = socket;
    this.#clock = clock;
    this.#highWaterBytes = highWaterBytes;
    socket.once('close', () => this.#release());
  }

  get isFull(): boolean {
    return this.#socket.bufferedAmount > this.#highWaterBytes;
  }

  drained(): Promise<void> {
    this.stalledSince ??= this.#clock.now();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#socket.readyState !== this.#socket.OPEN) this.#release();
    });
  }

  send(message: ServerMessage): void {
    this.#write(JSON.stringify(message));
  }

  sendBatch(batch: Batch): void {
    this.#write(batch.message);
  }

  sendCaughtUp(topic: string, cursor: number): void {
    this.send({ type: 'caught_up', topic, cursor });
  }

  sendGlimpse(topic: string, glimpse: Glimpse): void {
    this.send({ type: 'glimpse', topic, glimpse });
  }

  #write(data: string | Buffer): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(data, { binary: false }, () => {
      if (this.#waiting.length > 0 && this.#socket.bufferedAmount <= this.#highWaterBytes / 2) this.#release();
    });
  }

  #release(): void {
    this.stalledSince = undefined;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
