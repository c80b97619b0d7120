/** A run as its journal tells it, for whoever asks from outside. */
import {
  type JournalHead,
  type RunEvent,
  type RunId,
  type RunState,
  type RunSummary,
  type TenantId,
  toHead,
} from '@tutti/protocol';
import { RunNotFoundError } from '../errors.ts';
import type { RunLibrary } from '../ports/run-library.ts';
import { foldEvents, openEntries } from './open-run.ts';

const PAGE = 1_000;

export interface RunRef {
  readonly tenant: TenantId;
  readonly run: RunId;
}

export interface ReadFrom {
  readonly after?: number;
  /** How many are read at once, for whoever does not want them all. */
  readonly page?: number;
}

/** All events above `after` in order, each checked against the hash chain. Nothing before `after` is read. */
export async function* readEvents(
  library: RunLibrary,
  ref: RunRef,
  { after = 0, page = PAGE }: ReadFrom = {},
): AsyncGenerator<RunEvent> {
  const { tenant, run } = ref;
  let head = await findHead(library, ref, after);
  while (head) {
    const entries = await library.readEntries(tenant, run, { after: head.seq, limit: page });
    if (head.seq === 0 && entries.length === 0) break;
    for (const event of openEntries(head, entries)) {
      head = toHead(event);
      yield event;
    }
    if (entries.length < page) return;
  }
  await getSummary(library, ref);
}

/** What the chain goes on from: the hash of the entry `after`. Undefined where the journal does not reach so far. */
async function findHead(library: RunLibrary, ref: RunRef, after: number): Promise<JournalHead | undefined> {
  if (after <= 0) return { ...ref, seq: 0, hash: undefined };
  const [anchor] = await library.readEntries(ref.tenant, ref.run, { after: after - 1, limit: 1 });
  return anchor?.seq === after ? { ...ref, seq: after, hash: anchor.hash } : undefined;
}

export async function getRunState(library: RunLibrary, ref: RunRef): Promise<RunState> {
  let state: RunState | undefined;
  for await (const event of readEvents(library, ref)) state = foldEvents(state, [event]);
  if (!state) throw new RunNotFoundError(ref.run);
  return state;
}

export async function getSummary(library: RunLibrary, { tenant, run }: RunRef): Promise<RunSummary> {
  const found = await library.findRun(tenant, run);
  if (!found) throw new RunNotFoundError(run);
  return found;
}
