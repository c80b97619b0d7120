import { Worker } from 'node:worker_threads';
import type { ReadingProblem } from '@tutti/protocol';
import type { Read, ReadingNews, ReadingOrder } from './thread-messages.ts';

export interface ReadingLimits {
  readonly timeoutMs: number;
  readonly heapMib: number;
}

export interface ReadingWatch {
  onProgress(progress: number): void;
  readonly signal: AbortSignal;
}

/** Answers why a document could not be read; rejects only when the signal comes. */
export async function readInThread(
  order: ReadingOrder,
  { timeoutMs, heapMib }: ReadingLimits,
  { onProgress, signal }: ReadingWatch,
): Promise<Read | ReadingProblem> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./main.ts', import.meta.url), {
    workerData: order,
    // Of the process it sees nothing that it does not need.
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: heapMib, maxYoungGenerationSizeMb: 64 },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Read | ReadingProblem>();
  const refuse = (message: string) => resolve({ code: 'document_unreadable', message });
  const timer = setTimeout(() => refuse(`reading it took longer than ${timeoutMs / 1_000} seconds`), timeoutMs);
  const giveUp = () => reject(signal.reason as Error);
  signal.addEventListener('abort', giveUp, { once: true });
  worker.on('message', (news: ReadingNews) => {
    if ('progress' in news) onProgress(news.progress);
    else resolve('read' in news ? news.read : news.problem);
  });
  worker.on('error', (error) => refuse(toReason(error, heapMib)));
  worker.on('exit', () => refuse('whatever read it has ended in the middle'));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
    await worker.terminate();
  }
}

function toReason(error: Error, heapMib: number): string {
  const isFull = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isFull
    ? `reading it took more than ${heapMib} MiB of memory`
    : `reading it failed (${error.message.slice(0, 200)})`;
}
