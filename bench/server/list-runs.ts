/** The list of runs over HTTP, with a hundred thousand runs stored: each way to ask for it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '@tutti/adapters/storage/sqlite';
import { type NewRun, systemClock, systemRandom } from '@tutti/engine';
import {
  applyRunEvent,
  type Hash,
  type RunFact,
  RANDOM_BYTES,
  RunId,
  type RunState,
  sealEvent,
  TaskId,
  TenantId,
  toIdText,
  toRunSummary,
  UserId,
  WorkerId,
} from '@tutti/protocol';
import * as z from 'zod';
import type { Measure } from '../report/measure.ts';
import type { Figure } from '../report/figure.ts';
import { timeMs } from '../report/rounds.ts';
import { ServerProcess } from './server-process.ts';

const RUNS = 100_000;
const AT_ONCE = 500;
const REQUESTS = 200;
const WARM_UP = 20;
const FAR_MS = 365 * 86_400_000;

const QUESTIONS = {
  'newest first': '/api/v1/runs?limit=50',
  'failed only': '/api/v1/runs?limit=50&status=failed',
  'waits for a person': '/api/v1/runs?limit=50&open=true',
  'a rare word': '/api/v1/runs?limit=50&text=zebra',
  'a word of every run': '/api/v1/runs?limit=50&text=harbour',
  'tasks, newest first': '/api/v1/tasks?limit=50',
} as const;

export const listRuns: Measure = {
  name: 'list',
  async measure({ scratch, say }) {
    const directory = await scratch.directory();
    // Its identity is made by the first start.
    await (await ServerProcess.start({ directory }))[Symbol.asyncDispose]();
    say(`storing ${RUNS.toLocaleString('en-US')} runs`);
    await fill(directory);
    await using server = await ServerProcess.start({ directory });
    const figures: Figure[] = [];
    for (const [name, path] of Object.entries(QUESTIONS)) {
      const { p50, p95 } = await ask(server, path);
      say(`${name}: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`);
      figures.push({
        name: `list of runs, ${RUNS / 1_000} k stored, ${name}: p95`,
        value: p95,
        unit: 'ms',
        target: { atMost: 30 },
      });
    }
    return figures;
  },
};

async function ask(server: ServerProcess, path: string): Promise<{ p50: number; p95: number }> {
  const times: number[] = [];
  for (let count = -WARM_UP; count < REQUESTS; count++) {
    const ms = await timeMs(() => server.get(path));
    if (count >= 0) times.push(ms);
  }
  const sorted = times.toSorted((one, other) => one - other);
  return { p50: sorted[Math.floor(REQUESTS / 2)] ?? 0, p95: sorted[Math.floor(REQUESTS * 0.95)] ?? 0 };
}

const Identity = z.object({ tenant: TenantId, user: UserId });

async function fill(directory: string): Promise<void> {
  const identity = Identity.parse(JSON.parse(readFileSync(join(directory, 'identity.json'), 'utf8')));
  await using store = await openSqliteStore({ directory, clock: systemClock });
  for (let from = 0; from < RUNS; from += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) => store.submit(createStoredRun(identity, from + index))),
    );
  }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const newIdText = (prefix: 'run' | 'tsk' | 'wrk') =>
  toIdText(prefix, systemClock.now(), systemRandom.bytes(RANDOM_BYTES));

/** Ended, and never due, so that the server has nothing to drive. */
function createStoredRun({ tenant, user }: z.infer<typeof Identity>, count: number): NewRun {
  const run = RunId.parse(newIdText('run'));
  const title = `Plan harbour festival number ${count}${count % 1_000 === 7 ? ' with a zebra' : ''}`;
  let state: RunState | undefined;
  const entries = listFacts(run, { title, user, failed: count % 50 === 3 }).map((fact) => {
    const head = { tenant, run, seq: state?.seq ?? 0, hash: state?.hash };
    const { event, entry } = sealEvent(head, fact, { at: systemClock.now(), sha256: (text) => sha256(text) as Hash });
    state = applyRunEvent(state, event);
    return entry;
  });
  if (!state) throw new Error('a run has events');
  return {
    tenant,
    run,
    entries,
    summary: toRunSummary(state),
    searchText: title,
    needs: 'team@1/1',
    readyAt: systemClock.now() + FAR_MS,
    account: { limit: {}, parent: tenant },
  };
}

function listFacts(run: RunId, { title, user, failed }: { title: string; user: UserId; failed: boolean }): RunFact[] {
  const submitted: RunFact = {
    type: 'run.submitted',
    program: 'team',
    title,
    input: { value: null },
    labels: [{ source: 'owner' }],
    priority: 'normal',
    by: user,
    task: TaskId.parse(newIdText('tsk')),
    lineage: run,
    seed: run,
    pins: { value: null },
  };
  const started: RunFact = {
    type: 'run.started',
    worker: WorkerId.parse(newIdText('wrk')),
    epoch: 1,
    build: 'bench',
    program: { name: 'team', version: 1 },
  };
  const ended: RunFact = failed
    ? { type: 'run.failed', error: { code: 'step_failed', message: 'as it was meant to' } }
    : { type: 'run.completed', output: { value: null }, labels: [] };
  return [submitted, started, ended];
}
