/**
 * An event as it is stored: its text, and a hash over the text and the hash before it.
 * The hash of the first entry covers tenant and run, so an entry can be moved neither within a journal nor between two.
 */
import * as z from 'zod';
import { Hash, Instant, type RunId, type TenantId } from './ids.ts';
import { EVENT_TYPES, RunFact, type RunEvent } from './run-event.ts';

/** Raised whenever an event is added that older code cannot fold: a worker leaves journals of a newer format to newer workers. */
export const JOURNAL_FORMAT = 2;

export const JournalEntry = z.object({
  seq: z.int().positive(),
  at: Instant,
  type: z.string(),
  body: z.string(),
  hash: Hash,
});
export type JournalEntry = z.infer<typeof JournalEntry>;

export type Sha256 = (text: string) => string;
export interface JournalHead {
  readonly tenant: TenantId;
  readonly run: RunId;
  readonly seq: number;
  /** Undefined before the first entry. */
  readonly hash: Hash | undefined;
}
export interface SealedEvent {
  readonly event: RunEvent;
  readonly entry: JournalEntry;
}

export class ChainError extends Error {
  override readonly name = 'ChainError';
}
export class UnknownEventError extends Error {
  override readonly name = 'UnknownEventError';
}

export function sealEvent(
  head: JournalHead,
  fact: RunFact,
  { at, sha256 }: { at: Instant; sha256: Sha256 },
): SealedEvent {
  const seq = head.seq + 1;
  const body = JSON.stringify({ seq, at, ...fact });
  const hash = chainHash(head, body, sha256);
  const event = { tenant: head.tenant, run: head.run, seq, at, hash, ...fact } as RunEvent;
  return { event, entry: { seq, at, type: fact.type, body, hash } };
}

/** Reads a stored entry back, after checking that it follows `head` and that nobody changed it. */
export function openEntry(head: JournalHead, entry: JournalEntry, sha256: Sha256): RunEvent {
  if (entry.seq !== head.seq + 1) throw new ChainError(`entry ${entry.seq} follows entry ${head.seq} in ${head.run}`);
  if (chainHash(head, entry.body, sha256) !== entry.hash)
    throw new ChainError(`entry ${entry.seq} of ${head.run} was changed`);
  if (!EVENT_TYPES.has(entry.type)) throw new UnknownEventError(`${entry.type} at ${entry.seq} of ${head.run}`);
  const { seq, at, ...fact } = JSON.parse(entry.body) as Record<string, unknown>;
  if (seq !== entry.seq || at !== entry.at || fact.type !== entry.type) {
    throw new ChainError(`entry ${entry.seq} of ${head.run} does not match its columns`);
  }
  return { tenant: head.tenant, run: head.run, seq: entry.seq, at: entry.at, hash: entry.hash, ...RunFact.parse(fact) };
}

export function toHead({ tenant, run, seq, hash }: JournalHead): JournalHead {
  return { tenant, run, seq, hash };
}

function chainHash(head: JournalHead, body: string, sha256: Sha256): Hash {
  return sha256(`${head.hash ?? `${head.tenant}/${head.run}`}\n${body}`) as Hash;
}
