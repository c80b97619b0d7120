/** What a client of one server hears of a run over its WebSocket, and when. */
import { createHash } from 'node:crypto';
import { applyRunEvent, Json, type RunEvent, type RunState, toCanonicalText } from '@tutti/protocol';
import type { Client } from '@tutti/sdk';

export class FollowedRun {
  readonly events: RunEvent[] = [];
  /** From the time that stands in an event until it was here: its commit, the way through the database and the other server. */
  readonly delaysMs: number[] = [];
  words = '';
  steps = 0;
  state: RunState | undefined;
  readonly #live: ReturnType<Client['openLive']>;

  constructor(client: Client, run: string) {
    this.#live = client.openLive();
    let isPast = true;
    this.#live.subscribe(`run:${run}`, {
      onCaughtUp: () => {
        isPast = false;
      },
      onGlimpse: (glimpse) => {
        if (glimpse.type === 'delta') this.words += glimpse.text;
        else this.steps++;
      },
      onEvents: (events) => {
        const now = Date.now();
        for (const event of events) {
          this.events.push(event);
          this.state = applyRunEvent(this.state, event);
          if (!isPast) this.delaysMs.push(now - event.at);
        }
      },
    });
  }

  get hash(): string {
    const text = toCanonicalText(Json.parse(JSON.parse(JSON.stringify(this.state))));
    return createHash('sha256').update(text).digest('hex');
  }

  close(): void {
    this.#live.close();
  }
}

export function describeDelays(delaysMs: readonly number[]): string {
  const sorted = delaysMs.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return `n ${sorted.length}, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms`;
}
