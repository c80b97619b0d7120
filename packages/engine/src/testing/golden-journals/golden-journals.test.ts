import { readdirSync, readFileSync } from 'node:fs';
import {
  applyRunEvent,
  isFinished,
  resumeFold,
  type RunEvent,
  type RunState,
  toRunSummary,
  WorkerId,
} from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import type { ClaimedRun } from '../../ports/journal.ts';
import { RunDrive } from '../../run/drive-run.ts';
import { openEntries } from '../../run/open-run.ts';
import { createProgramBook } from '../../run/program.ts';
import { createMemoryStore } from '../memory-store.ts';
import { SimClock } from '../sim-clock.ts';
import { SimRandom } from '../sim-random.ts';
import { untilIdle } from '../simulation/idle.ts';
import { acts, goldenPrograms } from './golden-programs.ts';
import { GOLDEN_BUILD, type GoldenRun, parseGolden, toPlain } from './golden-run.ts';
import { GOLDEN_FOLDER } from './record-golden-journals.ts';

const names = readdirSync(GOLDEN_FOLDER).filter((name) => name.endsWith('.jsonl'));

describe('golden journals', () => {
  it('are there for every golden program', () => {
    const recorded = new Set(names.map((name) => name.split('.')[0]));
    expect(goldenPrograms.map(({ program }) => program.name).filter((name) => !recorded.has(name))).toEqual([]);
  });

  for (const name of names) {
    const golden = parseGolden(readFileSync(new URL(name, GOLDEN_FOLDER), 'utf8'));

    it(`verify and fold to the recorded state: ${name}`, () => {
      expect(toPlain(foldAll(toEvents(golden)))).toEqual(golden.head.state);
    });

    it(`fold to the same from the last episode on: ${name}`, () => {
      const events = toEvents(golden);
      const start = events.findLastIndex(({ type }) => type === 'run.continued');
      const [submitted] = events;
      const continued = events[start];
      if (continued?.type !== 'run.continued' || !submitted) return;
      const state = events.slice(start + 1).reduce(applyRunEvent, resumeFold(submitted, continued));
      expect(toPlain(state)).toEqual(golden.head.state);
    });

    it(`replay to the same end without doing anything: ${name}`, async () => {
      const [replayed, done] = await replay(golden);
      const last = golden.entries.at(-1);
      expect(done).toBe(0);
      expect(replayed.at(-1)?.type).toBe(last?.type);
      const { at: _, hash: _hash, seq: _seq, ...end } = replayed.at(-1) ?? {};
      const { seq: _lastSeq, at: _at, ...recorded } = JSON.parse(last?.body ?? '') as Record<string, unknown>;
      expect(end).toMatchObject(recorded);
    });
  }
});

function toEvents({ head, entries }: GoldenRun): RunEvent[] {
  return openEntries({ tenant: head.tenant, run: head.run, seq: 0, hash: undefined }, entries);
}

function foldAll(events: readonly RunEvent[]): RunState {
  const state = events.reduce<RunState | undefined>(applyRunEvent, undefined);
  if (!state) throw new Error('the journal is empty');
  return state;
}

/** Drives the run again from its journal without the last entry: what it writes then must be that entry. */
async function replay(golden: GoldenRun): Promise<[events: readonly RunEvent[], acts: number]> {
  const { tenant, run } = golden.head;
  const entries = golden.entries.slice(0, -1);
  const state = foldAll(toEvents({ ...golden, entries }));
  const clock = new SimClock(state.updatedAt);
  const store = createMemoryStore({ clock });
  const account = { limit: {}, parent: undefined };
  const summary = toRunSummary(state);
  await store.submit({ tenant, run, entries, summary, searchText: '', readyAt: 0, needs: 'golden', account });
  const before = acts.count;
  const worker = WorkerId.parse(`wrk_${'0'.repeat(36)}`);
  const claimed: ClaimedRun = await store.claim(tenant, run, worker);
  const programs = createProgramBook(goldenPrograms.map(({ program }) => program));
  const drive = new RunDrive(claimed, {
    store,
    clock,
    programs,
    worker,
    build: GOLDEN_BUILD,
    random: new SimRandom(1),
    live: { publish() {} },
    redact: (text) => text,
  });
  await untilIdle();
  drive.drop();
  expect(isFinished(foldAll(openEntries({ tenant, run, seq: 0, hash: undefined }, await readAll())).status)).toBe(true);
  return [openEntries({ tenant, run, seq: 0, hash: undefined }, await readAll()), acts.count - before];

  function readAll() {
    return store.readEntries(tenant, run, { after: 0, limit: 10_000 });
  }
}
