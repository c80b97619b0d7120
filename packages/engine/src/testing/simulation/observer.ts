/** Watches what is committed, from outside of every process: reads each journal as it grows, checks its chain and folds it. */
import {
  applyRunEvent,
  type EventOf,
  openEntry,
  resumeFold,
  type RunEvent,
  type RunId,
  type RunState,
  toHead,
} from '@tutti/protocol';
import { sha256 } from '../../run/sha256.ts';
import type { MemoryData, RunRow } from '../memory/memory-data.ts';

export interface WatchedRun {
  readonly row: RunRow;
  readonly events: RunEvent[];
  state: RunState;
  /** The fold that begins at the last episode, as a claim does it. */
  resumed: RunState;
  /** Paths whose outcome is committed. */
  readonly ended: Set<string>;
  cancelRequested: boolean;
}

export class Observer {
  readonly #data: MemoryData;
  readonly #watched = new Map<RunId, WatchedRun>();

  constructor(data: MemoryData) {
    this.#data = data;
  }

  /** All runs, as committed right now. */
  look(): readonly WatchedRun[] {
    return [...this.#data.runs.values()].map((row) => this.#read(row));
  }

  find(run: string): WatchedRun | undefined {
    const row = [...this.#data.runs.values()].find((one) => one.run === run);
    return row && this.#read(row);
  }

  #read(row: RunRow): WatchedRun {
    const watched = this.#watched.get(row.run) ?? begin(row);
    this.#watched.set(row.run, watched);
    for (const entry of row.entries.slice(watched.events.length)) {
      note(watched, openEntry(toHead(watched.state), entry, sha256));
    }
    return watched;
  }
}

function begin(row: RunRow): WatchedRun {
  const [first] = row.entries;
  if (!first) throw new Error(`${row.run} has no entries`);
  const event = openEntry({ tenant: row.tenant, run: row.run, seq: 0, hash: undefined }, first, sha256);
  const state = applyRunEvent(undefined, event);
  return { row, events: [event], state, resumed: state, ended: new Set(), cancelRequested: false };
}

function note(watched: WatchedRun, event: RunEvent): void {
  const [submitted] = watched.events;
  watched.events.push(event);
  watched.state = applyRunEvent(watched.state, event);
  watched.resumed =
    event.type === 'run.continued' && submitted ? resumeFold(submitted, event) : applyRunEvent(watched.resumed, event);
  if (event.type === 'step.completed' || event.type === 'step.failed') watched.ended.add(event.path);
  if (event.type === 'run.cancel_requested') watched.cancelRequested = true;
}

export function eventsOf<Type extends RunEvent['type']>(watched: WatchedRun, type: Type): EventOf<Type>[] {
  return watched.events.filter((event): event is EventOf<Type> => event.type === type);
}
