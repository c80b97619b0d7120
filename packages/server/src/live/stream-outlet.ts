import type { ServerResponse } from 'node:http';
import type { Clock } from '@tutti/engine';
import type { Glimpse, Instant } from '@tutti/protocol';
import type { Batch } from './batch.ts';
import type { Outlet } from './outlet.ts';

/** Messages of an event stream, one for each event. */
export class StreamOutlet implements Outlet {
  stalledSince: Instant | undefined;
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  readonly #highWaterBytes: number;

  constructor(response: ServerResponse, { clock, highWaterBytes }: { clock: Clock; highWaterBytes: number }) {
    this.#response = response;
    this.#clock = clock;
    this.#highWaterBytes = highWaterBytes;
  }

  get isFull(): boolean {
    return this.#response.writableLength > this.#highWaterBytes;
  }

  drained(): Promise<void> {
    this.stalledSince ??= this.#clock.now();
    return new Promise((resolve) => {
      const release = () => {
        this.stalledSince = undefined;
        this.#response.off('drain', release).off('close', release);
        resolve();
      };
      this.#response.once('drain', release).once('close', release);
    });
  }

  sendBatch(batch: Batch): void {
    this.#response.write(batch.stream);
  }

  sendCaughtUp(_topic: string, cursor: number): void {
    this.#response.write(`event: caught_up\ndata: ${JSON.stringify({ cursor })}\n\n`);
  }

  sendGlimpse(_topic: string, glimpse: Glimpse): void {
    this.#response.write(`event: glimpse\ndata: ${JSON.stringify(glimpse)}\n\n`);
  }

  sendEnd(): void {
    this.#response.end('event: end\ndata: {}\n\n');
  }

  /** A comment: it only shows that somebody is there. */
  sendHeartbeat(): void {
    if (!this.isFull) this.#response.write(': heartbeat\n\n');
  }
}
