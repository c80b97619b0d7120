/** A thread that reads what a stranger has made and ends: whatever that does to it, the process goes on. */
import { Worker } from 'node:worker_threads';

export interface ThreadLimits {
  readonly timeoutMs: number;
  readonly heapMib: number;
  /** How much more memory the whole process may take meanwhile: what a thread holds outside of its heap no limit of it counts. */
  readonly memoryMib?: number;
}

/** What ended it before it had answered. */
export type ThreadFailure =
  | { readonly why: 'time' | 'memory' | 'exit' }
  | { readonly why: 'error'; readonly message: string };

export interface ThreadWork<News, Answer> {
  readonly program: URL;
  /** What the program is given as its `workerData`. */
  readonly order: unknown;
  readonly limits: ThreadLimits;
  /** What it returns, unless it is undefined, is the answer. */
  readonly hear: (news: News) => Answer | undefined;
  readonly toAnswer: (failure: ThreadFailure) => Answer;
  readonly signal?: AbortSignal;
}

const LOOK_EVERY_MS = 100;
const MIB = 1024 * 1024;
const YOUNG_MIB = 64;

/** Rejects only when the signal comes. */
export async function runThread<News, Answer>(work: ThreadWork<News, Answer>): Promise<Answer> {
  const { program, order, limits, hear, toAnswer, signal } = work;
  signal?.throwIfAborted();
  const worker = new Worker(program, {
    workerData: order,
    // Of the process it sees nothing that it does not need.
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMib, maxYoungGenerationSizeMb: YOUNG_MIB },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const fail = (failure: ThreadFailure) => resolve(toAnswer(failure));
  const giveUp = () => reject(signal?.reason as Error);
  const stopWatching = watch(limits, (why) => fail({ why }));
  signal?.addEventListener('abort', giveUp, { once: true });
  worker.on('message', (news: News) => {
    const answer = hear(news);
    if (answer !== undefined) resolve(answer);
  });
  worker.on('error', (error) => fail(toFailure(error)));
  worker.on('exit', () => fail({ why: 'exit' }));
  try {
    return await promise;
  } finally {
    stopWatching();
    signal?.removeEventListener('abort', giveUp);
    await worker.terminate();
  }
}

function watch({ timeoutMs, memoryMib = Infinity }: ThreadLimits, stop: (why: 'time' | 'memory') => void): () => void {
  const timer = setTimeout(() => stop('time'), timeoutMs);
  const most = process.memoryUsage.rss() + memoryMib * MIB;
  const look = setInterval(() => process.memoryUsage.rss() > most && stop('memory'), LOOK_EVERY_MS);
  return () => {
    clearTimeout(timer);
    clearInterval(look);
  };
}

function toFailure(error: Error): ThreadFailure {
  const isFull = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isFull ? { why: 'memory' } : { why: 'error', message: error.message.slice(0, 200) };
}
