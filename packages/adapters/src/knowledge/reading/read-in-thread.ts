import type { ReadingProblem } from '@tutti/protocol';
import { runThread, type ThreadFailure } from '../../thread/run-thread.ts';
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
export function readInThread(
  order: ReadingOrder,
  limits: ReadingLimits,
  { onProgress, signal }: ReadingWatch,
): Promise<Read | ReadingProblem> {
  return runThread<ReadingNews, Read | ReadingProblem>({
    program: new URL('./main.ts', import.meta.url),
    order,
    limits,
    signal,
    hear(news) {
      if (!('progress' in news)) return 'read' in news ? news.read : news.problem;
      onProgress(news.progress);
      return undefined;
    },
    toAnswer: (failure) => ({ code: 'document_unreadable', message: toReason(failure, limits) }),
  });
}

function toReason(failure: ThreadFailure, { timeoutMs, heapMib }: ReadingLimits): string {
  switch (failure.why) {
    case 'time':
      return `reading it took longer than ${timeoutMs / 1_000} seconds`;
    case 'memory':
      return `reading it took more than ${heapMib} MiB of memory`;
    case 'exit':
      return 'whatever read it has ended in the middle';
    case 'error':
      return `reading it failed (${failure.message})`;
    default:
      return failure satisfies never;
  }
}
