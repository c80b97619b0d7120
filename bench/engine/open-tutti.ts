/** The engine as it is shipped: the real engine over the real store, each commit waiting for the disk. */
import {
  createEngine,
  createRedact,
  type Engine,
  type Program,
  type Store,
  systemClock,
  systemRandom,
} from '@tutti/engine';
import type { LiveNotice } from '@tutti/protocol';
import { type Json, type Principal, type RunId, type RunSummary, TenantId, toIdText, UserId } from '@tutti/protocol';
import { openStore, type Place } from './place.ts';
import { createPrograms } from './programs.ts';

export const BENCH_PRINCIPAL: Principal = {
  tenant: TenantId.parse(toIdText('ten', 0, new Uint8Array(16))),
  user: UserId.parse(toIdText('usr', 0, new Uint8Array(16))),
  rights: ['view', 'use', 'manage'],
};

export interface Tutti extends AsyncDisposable {
  readonly engine: Engine;
  readonly store: Store;
  submit(program: Program['name'], input?: Json): Promise<RunId>;
  /** Fails when the run does not complete. */
  ended(run: RunId): Promise<RunSummary>;
  /** Resolves when it waits for somebody. */
  asleep(run: RunId): Promise<RunSummary>;
  run(program: Program['name'], input?: Json): Promise<RunSummary>;
}

export interface TuttiOptions {
  readonly onNotice?: (notice: LiveNotice) => void;
  /** How many runs it drives at once, where that matters. */
  readonly concurrentRuns?: number;
  /** False for a process that only asks: others drive. */
  readonly drives?: boolean;
}

export async function openTutti(
  place: Place,
  { onNotice = () => {}, concurrentRuns, drives = true }: TuttiOptions = {},
): Promise<Tutti> {
  const store = await openStore(place);
  const engine = createEngine({
    store,
    clock: systemClock,
    random: systemRandom,
    redact: createRedact(),
    live: { publish: onNotice },
    build: 'bench',
    programs: createPrograms(store),
    onProblem: (error) => console.error(error),
    ...(concurrentRuns !== undefined && { concurrentRuns }),
  });
  if (drives) engine.start();
  const submit: Tutti['submit'] = (program, input = null) =>
    engine.submit(BENCH_PRINCIPAL, { program, title: program, input });
  const ended: Tutti['ended'] = async (run) => {
    const summary = await engine.untilSettled(BENCH_PRINCIPAL, run);
    if (summary.status !== 'completed') throw new Error(`${run} is ${summary.status}`);
    return summary;
  };
  return {
    engine,
    store,
    submit,
    ended,
    asleep: (run) => engine.untilSettled(BENCH_PRINCIPAL, run, { or: ['waiting'] }),
    run: async (program, input) => ended(await submit(program, input)),
    async [Symbol.asyncDispose]() {
      await engine.close();
      await store[Symbol.asyncDispose]();
    },
  };
}
