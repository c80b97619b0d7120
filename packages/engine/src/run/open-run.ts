/** From stored entries to a run that can be driven: the chain is checked, the events are folded, the program is found. */
import {
  applyRunEvent,
  ChainError,
  FoldError,
  type Instant,
  type Json,
  type JournalEntry,
  type JournalHead,
  openEntry,
  type Payload,
  resumeFold,
  type RunEvent,
  type RunState,
  toHead,
  UnknownEventError,
} from '@tutti/protocol';
import { JournalCorruptError, JournalTooNewError, RunError, toMessage } from '../errors.ts';
import type { ClaimedRun } from '../ports/journal.ts';
import type { DrivePorts } from './drive-ports.ts';
import { unpackPayload } from './payload.ts';
import type { Program } from './program.ts';
import { sha256 } from './sha256.ts';

export interface OpenRun {
  readonly state: RunState;
  /** What happened in this episode so far. */
  readonly events: readonly RunEvent[];
  readonly program: Program;
  readonly seed: string;
  readonly pins: Json;
  readonly input: Json;
  /** What the episode before left behind. */
  readonly carriedState: Json | undefined;
  readonly episodeAt: Instant;
  /** Of the driver that wrote the episode before. */
  readonly buildBefore: string | undefined;
}

/** Reads entries back in order. A changed, missing or unknown one is an error of its own, never folded. */
export function openEntries(head: JournalHead, entries: readonly JournalEntry[]): RunEvent[] {
  const events: RunEvent[] = [];
  let before = head;
  for (const entry of entries) {
    const event = openOne(before, entry);
    events.push(event);
    before = toHead(event);
  }
  return events;
}

export function foldEvents(state: RunState | undefined, events: readonly RunEvent[]): RunState | undefined {
  try {
    return events.reduce<RunState | undefined>((folded, event) => applyRunEvent(folded, event), state);
  } catch (cause) {
    if (cause instanceof FoldError) throw new JournalCorruptError(cause.message, { cause });
    throw cause;
  }
}

export async function openRun(claimed: ClaimedRun, ports: DrivePorts): Promise<OpenRun> {
  const { tenant, run } = claimed;
  const [submitted] = openEntries({ tenant, run, seq: 0, hash: undefined }, [claimed.submitted]);
  if (submitted?.type !== 'run.submitted')
    throw new JournalCorruptError(`the journal of ${run} does not begin with its submission`);
  const seq = (claimed.entries[0]?.seq ?? 2) - 1;
  const events = openEntries({ tenant, run, seq, hash: claimed.hashBefore }, claimed.entries);
  if ((events.at(-1)?.hash ?? submitted.hash) !== claimed.headHash) {
    throw new JournalCorruptError(`the journal of ${run} does not end where the store says`);
  }
  const [first, ...later] = events;
  const continued = first?.type === 'run.continued' ? first : undefined;
  const start = continued ? resumeFold(submitted, continued) : foldEvents(undefined, [submitted]);
  const state = foldEvents(start, continued ? later : events);
  if (!state) throw new JournalCorruptError(`the journal of ${run} is empty`);
  const unpack = (payload: Payload) => unpackPayload(payload, tenant, ports.store);
  return {
    state,
    events: continued ? later : events,
    program: findProgram(state, ports),
    seed: submitted.seed,
    pins: await unpack(submitted.pins),
    input: await unpack(submitted.input),
    carriedState: continued && (await unpack(continued.state)),
    episodeAt: continued?.at ?? submitted.shownAt ?? submitted.at,
    buildBefore: start?.build,
  };
}

function openOne(head: JournalHead, entry: JournalEntry): RunEvent {
  try {
    return openEntry(head, entry, sha256);
  } catch (cause) {
    if (cause instanceof UnknownEventError)
      throw new JournalTooNewError(`${cause.message} was written by a newer version`, { cause });
    if (cause instanceof ChainError || cause instanceof SyntaxError)
      throw new JournalCorruptError(cause.message, { cause });
    throw new JournalCorruptError(`entry ${entry.seq} of ${head.run} cannot be read: ${toMessage(cause)}`, { cause });
  }
}

function findProgram(state: RunState, { programs }: DrivePorts): Program {
  const { program, programVersion } = state;
  if (programVersion === undefined) return programs.getNewest(program);
  return programs.get(program, programVersion);
}

export function isUnreadable(error: unknown): boolean {
  return (
    error instanceof JournalCorruptError ||
    error instanceof JournalTooNewError ||
    (error instanceof RunError && error.code === 'unknown_program')
  );
}
