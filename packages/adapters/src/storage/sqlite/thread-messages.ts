/** What passes between the store and its threads. */
import type { Problem } from './problem.ts';
import { StoreProblem, type StoreProblemCode } from './store-problem.ts';

export interface ThreadRequest<Op> {
  readonly ops: readonly Op[];
  readonly now: number;
  /** Answer everything before this, then end. */
  readonly close?: boolean;
}

/** Answers come in the order of the operations. */
export interface ThreadReply {
  readonly opened?: boolean;
  /** Why the thread could not begin. */
  readonly failure?: ThreadFailure;
  readonly answers?: readonly unknown[];
  readonly problems?: ReadonlyMap<number, Problem>;
  /** From now on nothing in the database can be relied on. */
  readonly failed?: Problem;
}

export interface ThreadFailure {
  readonly code: StoreProblemCode;
  readonly message: string;
}

export function toThreadFailure(error: unknown): ThreadFailure {
  if (error instanceof StoreProblem) return { code: error.code, message: error.message };
  return { code: 'store_failed', message: error instanceof Error ? error.message : String(error) };
}
