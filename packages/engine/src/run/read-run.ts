/** A run as its journal tells it, for whoever asks from outside. */
import type { RunEvent, RunId, RunState, RunSummary, TenantId } from '@tutti/protocol';
import { RunNotFoundError } from '../errors.ts';
import type { RunLibrary } from '../ports/run-library.ts';
import { foldEvents, openEntries } from './open-run.ts';

const PAGE = 1_000;

export interface RunRef {
  readonly tenant: TenantId;
  readonly run: RunId;
}

/** All events in order, each checked against the hash chain. */
export async function* readEvents(library: RunLibrary, { tenant, run }: RunRef): AsyncGenerator<RunEvent> {
  let head = { tenant, run, seq: 0, hash: undefined as RunEvent['hash'] | undefined };
  for (;;) {
    const entries = await library.readEntries(tenant, run, { after: head.seq, limit: PAGE });
    for (const event of openEntries(head, entries)) {
      head = { tenant, run, seq: event.seq, hash: event.hash };
      yield event;
    }
    if (entries.length < PAGE) break;
  }
  if (head.seq === 0) throw new RunNotFoundError(run);
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
