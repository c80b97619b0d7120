/** A failure on its way from a worker thread, where it is a plain value, to the caller, who gets an error. */
import {
  FencedError,
  JournalCorruptError,
  RunError,
  RunFinishedError,
  RunNotFoundError,
  StoreFailedError,
  StoreFullError,
} from '@tutti/engine';
import type { RunId } from '@tutti/protocol';

export interface Problem {
  readonly code:
    | 'fenced'
    | 'run_finished'
    | 'run_not_found'
    | 'journal_corrupt'
    | 'store_full'
    | 'store_failed'
    | 'internal';
  readonly message: string;
}

export function toError({ code, message }: Problem, run: RunId | undefined): Error {
  switch (code) {
    case 'fenced':
      return run === undefined ? new RunError(code, message) : new FencedError(run);
    case 'run_finished':
      return run === undefined ? new RunError(code, message) : new RunFinishedError(run);
    case 'run_not_found':
      return new RunNotFoundError(run ?? '');
    case 'journal_corrupt':
      return new JournalCorruptError(message);
    case 'store_full':
      return new StoreFullError(message);
    case 'store_failed':
      return new StoreFailedError(message);
    case 'internal':
      return new RunError(code, message);
    default:
      return code satisfies never;
  }
}
