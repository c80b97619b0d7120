/** What passes between a process and the thread in which it reads one document. */
import type { Passage } from '@tutti/engine';
import type { ReadingProblem } from '@tutti/protocol';
import type { ReadDocument } from './read-document.ts';

export interface ReadingOrder {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Read extends Omit<ReadDocument, 'blocks'> {
  readonly passages: readonly Passage[];
}

export type ReadingNews =
  | { readonly progress: number }
  | { readonly read: Read }
  | { readonly problem: ReadingProblem };
