import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { Problem } from './problem.ts';
import { StoreProblem } from './store-problem.ts';
import type { ThreadReply, ThreadRequest } from './thread-messages.ts';

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (problem: Problem) => void;
}

/** So many operations travel at once; with more in one turn both threads would only take turns. */
const FULL_MESSAGE = 32;

/** Each operation's name with what it takes and what it answers. */
type OpTable<Ops> = { readonly [Kind in keyof Ops]: readonly [unknown, unknown] };

export interface ThreadEvents<Reply> {
  /** The time that all operations of a message share. */
  now(): number;
  /** After the callers of a reply have been answered. */
  onReply(reply: Reply): void;
  /** The thread has ended without being asked to. */
  onLost(problem: Problem): void;
}

/**
 * Talks to one worker thread. What is asked in one turn of the event loop travels in one message,
 * so that the thread can do it together; answers come back in the same order.
 */
export class ThreadClient<Ops extends OpTable<Ops>, Reply extends ThreadReply = ThreadReply> {
  readonly #worker: Worker;
  readonly #events: ThreadEvents<Reply>;
  readonly #ended: Promise<unknown>;
  #queue: unknown[] = [];
  #waiting: Waiting[] = [];
  #lost: Problem | undefined;
  #closing = false;

  private constructor(worker: Worker, events: ThreadEvents<Reply>, ended: Promise<unknown>) {
    this.#worker = worker;
    this.#events = events;
    this.#ended = ended;
    worker.on('message', (reply: Reply) => this.#settle(reply));
    worker.on('error', (error) => this.#lose(error.message));
    worker.on('exit', () => this.#lose('the thread of the store has ended'));
  }

  /** Tells the thread to begin with this data. Rejects with a StoreProblem when it says that it cannot. */
  static async begin<Ops extends OpTable<Ops>, Reply extends ThreadReply>(
    worker: Worker,
    data: unknown,
    events: ThreadEvents<Reply>,
  ): Promise<ThreadClient<Ops, Reply>> {
    // Listened for from the beginning: the last message and the exit may come in one breath.
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage(data);
    const [first] = (await once(worker, 'message')) as [ThreadReply];
    if (!first.failure) return new ThreadClient<Ops, Reply>(worker, events, ended);
    await ended;
    throw new StoreProblem(first.failure.code, first.failure.message);
  }

  /** Rejects with a Problem. */
  call<Kind extends keyof Ops>(kind: Kind, op: Ops[Kind][0]): Promise<Ops[Kind][1]> {
    const lost = this.#lost;
    return new Promise((resolve, reject) => {
      if (lost) return reject(lost);
      if (this.#queue.length === 0) setImmediate(() => this.#flush());
      this.#queue.push({ kind, op });
      this.#waiting.push({ resolve: resolve as (answer: unknown) => void, reject });
      // The thread begins with what there is while the rest is still being made.
      if (this.#queue.length >= FULL_MESSAGE) this.#flush();
    });
  }

  /** Resolves when everything asked before is answered and the thread has ended. */
  async close(): Promise<void> {
    if (!this.#closing) {
      this.#closing = true;
      this.#send(true);
    }
    await this.#ended;
  }

  /** The look that a call has asked for may come after the closing took its operation along: then there is nothing to send. */
  #flush(): void {
    if (this.#queue.length > 0) this.#send(false);
  }

  #send(close: boolean): void {
    const ops = this.#queue;
    this.#queue = [];
    if (this.#lost) return;
    const request: ThreadRequest<unknown> = { ops, now: this.#events.now(), close };
    this.#worker.postMessage(request);
  }

  #settle(reply: Reply): void {
    const { answers = [], problems } = reply;
    const settled = this.#waiting.splice(0, answers.length);
    for (const [index, { resolve, reject }] of settled.entries()) {
      const problem = problems?.get(index);
      if (problem) reject(problem);
      else resolve(answers[index]);
    }
    this.#events.onReply(reply);
  }

  #lose(message: string): void {
    if (this.#lost) return;
    this.#lost = { code: 'store_failed', message };
    this.#queue = [];
    for (const { reject } of this.#waiting.splice(0)) reject(this.#lost);
    if (!this.#closing) this.#events.onLost(this.#lost);
  }
}
