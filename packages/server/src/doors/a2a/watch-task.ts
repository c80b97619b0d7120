/** What happens to a task, as it happens: pieces of the answer while it is written, then the answer as it is in the journal. */
import type { StreamResponse } from '@a2a-js/sdk';
import { isFinished, type LiveNotice, type RunId } from '@tutti/protocol';
import type { RunDetail } from '@tutti/protocol/api';
import { SpokenText } from '../../openai/spoken-text.ts';
import type { DoorDesk } from '../door-desk.ts';
import { isAtRest } from '../wait-for-run.ts';
import { toAnswerText, toArtifact, toIds, toMetadata, toStatus } from './to-task.ts';

export interface Watching {
  readonly before: RunDetail;
  readonly signal: AbortSignal;
}

const TURNS: ReadonlySet<string> = new Set([
  'run.started',
  'run.parked',
  'run.paused',
  'run.quarantined',
  'run.resumed',
]);

/** After the task itself was told. Ends with the task, or with the signal. */
export async function* watchTask(desk: DoorDesk, run: RunId, watching: Watching): AsyncGenerator<StreamResponse> {
  const news = new News(desk, run, watching);
  try {
    for await (const piece of news.read()) yield piece;
  } finally {
    news.close();
  }
}

class News {
  readonly #desk: DoorDesk;
  readonly #run: RunId;
  readonly #before: RunDetail;
  readonly #left = new AbortController();
  readonly #signal: AbortSignal;
  readonly #waiting: StreamResponse[] = [];
  readonly #spoken = new SpokenText((piece) => this.#tellPiece(piece));
  #ring = () => {};
  #hasTurned = false;
  #told = '';
  #lastStatus = '';

  constructor(desk: DoorDesk, run: RunId, { before, signal }: Watching) {
    this.#desk = desk;
    this.#run = run;
    this.#before = before;
    this.#lastStatus = JSON.stringify([before.status, before.open.length]);
    this.#signal = AbortSignal.any([signal, this.#left.signal]);
  }

  close(): void {
    this.#left.abort();
  }

  async *read(): AsyncGenerator<StreamResponse> {
    const { seq } = this.#before;
    let isOver = false;
    const followed = this.#desk
      .follow(this.#run, { after: seq, signal: this.#signal, hear: (told) => this.#hear(told) })
      .finally(() => {
        isOver = true;
        this.#ring();
      });
    followed.catch(() => undefined);
    while (!isOver || this.#waiting.length > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#ring = resolve;
      yield* this.#waiting.splice(0);
      if (this.#hasTurned && !isOver) yield* this.#tellTurn();
      if (!isOver && this.#waiting.length === 0 && !this.#hasTurned) await promise;
    }
    await followed;
    if (!this.#signal.aborted) yield* this.#tellEnd(await this.#desk.getRun(this.#run));
  }

  #hear(told: LiveNotice | { readonly type: 'caught_up' } | { readonly type: 'reconnecting' }): void {
    if (told.type === 'delta') this.#spoken.hear(told);
    if (told.type !== 'events' || !told.events.some(({ type }) => TURNS.has(type))) return;
    this.#hasTurned = true;
    this.#ring();
  }

  #tellPiece(text: string): void {
    this.#waiting.push(this.#toArtifactUpdate(text, { append: this.#told !== '', lastChunk: false }));
    this.#told += text;
    this.#ring();
  }

  async *#tellTurn(): AsyncGenerator<StreamResponse> {
    this.#hasTurned = false;
    const run = await this.#desk.getRun(this.#run);
    const status = JSON.stringify([run.status, run.open.length]);
    if (isFinished(run.status) || status === this.#lastStatus) return;
    // That it waits for a while by itself is nobody's concern.
    if (run.status === 'waiting' && !isAtRest(run)) return;
    this.#lastStatus = status;
    yield toStatusUpdate(run);
  }

  *#tellEnd(run: RunDetail): Generator<StreamResponse> {
    const answer = toAnswerText(run);
    if (answer !== undefined && answer !== this.#told) {
      // What was said on the way is replaced where it is not how the answer begins.
      const goesOn = this.#told !== '' && answer.startsWith(this.#told);
      const rest = goesOn ? answer.slice(this.#told.length) : answer;
      yield this.#toArtifactUpdate(rest, { append: goesOn, lastChunk: true });
    }
    yield toStatusUpdate(run);
  }

  #toArtifactUpdate(text: string, { append, lastChunk }: { append: boolean; lastChunk: boolean }): StreamResponse {
    const value = { ...toIds(this.#before), artifact: toArtifact(text), append, lastChunk, metadata: undefined };
    return { payload: { $case: 'artifactUpdate', value } };
  }
}

function toStatusUpdate(run: RunDetail): StreamResponse {
  const value = { ...toIds(run), status: toStatus(run), metadata: toMetadata(run) };
  return { payload: { $case: 'statusUpdate', value } };
}
