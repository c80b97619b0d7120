/** Whether a step costs more when much is stored. */
import { type Append, type NewRun } from '@tutti/engine';
import { applyRunEvent, RunId, sealEvent, toHead, toIdText, toRunSummary } from '@tutti/protocol';
import { createHash, randomBytes } from 'node:crypto';
import type { Figure } from '../report/figure.ts';
import { type Contestant, measureInRounds, medianRatio, timeMs } from '../report/rounds.ts';
import { queryPg } from '../report/pg-driver.ts';
import type { Bench, Measure } from '../report/measure.ts';
import { BENCH_PRINCIPAL, openTutti, type Tutti } from './open-tutti.ts';
import { type Ground, onEachStore, type Place } from './place.ts';

const EVENTS_PER_RUN = 100;
const FEW = 1_000;
const MANY = 1_000_000;
const SUBMITS_AT_ONCE = 500;
const RUNS_ALONE = 40;
const AT_ONCE = 100;
/** Nothing stored here is ever due. */
const NEVER = Date.UTC(3000, 0);
const [few, many] = [`${FEW} events`, `${MANY} events`];

export const growth: Measure = {
  name: 'growth',
  measure: (bench) => onEachStore(bench, (ground) => measureGrowth(bench, ground)),
};

async function measureGrowth({ rounds, say }: Bench, ground: Ground): Promise<readonly Figure[]> {
  const places = { small: await ground.createPlace(), large: await ground.createPlace() };
  await using small = await openTutti(places.small);
  await using large = await openTutti(places.large);
  await fill(small, FEW);
  const seconds = (await timeMs(() => fill(large, MANY))) / 1_000;
  say(ground.toName(`filled with ${MANY} events in ${seconds.toFixed(1)} s`));
  for (const place of Object.values(places)) await settle(place);
  const sides = [
    { name: few, tutti: small },
    { name: many, tutti: large },
  ];
  const compare = (measure: (tutti: Tutti) => Promise<number>) =>
    measureInRounds(
      sides.map(({ name, tutti }): Contestant => ({ name, measure: () => measure(tutti) })),
      rounds,
    );
  const alone = await compare((tutti) => timeMs(() => runInTurn(tutti)));
  const atOnce = await compare((tutti) => timeMs(() => runTogether(tutti)));
  return [
    { name: 'growth: a step ×1, 1 M / 1 k events stored', samples: alone },
    { name: 'growth: a step ×100, 1 M / 1 k events stored', samples: atOnce },
  ].map(({ name, samples }) => ({
    name: ground.toName(name),
    value: medianRatio(samples, many, few),
    unit: '×',
    target: { atMost: 1.2 },
  }));
}

/** An installation of this size was filled over months: what the server does after a load is over. */
async function settle(place: Place): Promise<void> {
  if (place.store === 'sqlite') return;
  await queryPg(place.connectionString, 'VACUUM (ANALYZE)');
}

async function runInTurn(tutti: Tutti): Promise<void> {
  for (let run = 0; run < RUNS_ALONE; run++) await tutti.run('ten-steps');
}

async function runTogether(tutti: Tutti): Promise<void> {
  await Promise.all(Array.from({ length: AT_ONCE }, () => tutti.run('ten-steps')));
}

async function fill({ store }: Tutti, events: number): Promise<void> {
  for (let runs = events / EVENTS_PER_RUN; runs > 0; runs -= SUBMITS_AT_ONCE) {
    const batch = Array.from({ length: Math.min(runs, SUBMITS_AT_ONCE) }, createFiller);
    await Promise.all(batch.map((run) => store.submit(run)));
  }
}

/** The journal is the same in each run: nobody opens these runs, they only take their place. */
function createFiller(): NewRun {
  const run = RunId.parse(toIdText('run', Date.now(), randomBytes(16)));
  const { tenant } = BENCH_PRINCIPAL;
  return { ...template, tenant, run, summary: { ...template.summary, run } };
}

const template = createTemplate();

function createTemplate(): Omit<NewRun, 'tenant' | 'run'> {
  const { tenant } = BENCH_PRINCIPAL;
  const run = RunId.parse(toIdText('run', 0, new Uint8Array(16)));
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const submitted = sealEvent(
    { tenant, run, seq: 0, hash: undefined },
    {
      type: 'run.submitted',
      program: 'filler',
      title: 'filler',
      input: { value: null },
      labels: [],
      priority: 'normal',
      lineage: run,
      seed: run,
      pins: { value: null },
    },
    { at: 0, sha256 },
  );
  const entries: Append['entries'][number][] = [submitted.entry];
  let state = applyRunEvent(undefined, submitted.event);
  while (entries.length < EVENTS_PER_RUN) {
    const path = `filler/${entries.length}` as never;
    const recorded = { type: 'domain.recorded', path, name: 'filler', data: { value: 'x'.repeat(80) } } as const;
    const { event, entry } = sealEvent(toHead(state), recorded, { at: 0, sha256 });
    state = applyRunEvent(state, event);
    entries.push(entry);
  }
  return {
    entries,
    summary: toRunSummary(state),
    searchText: 'filler',
    needs: 'filler',
    readyAt: NEVER,
    account: { limit: {}, parent: tenant },
  };
}
