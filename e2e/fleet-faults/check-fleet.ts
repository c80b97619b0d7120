/** Compares what was acknowledged, what is recorded and what the world outside saw. Each number counts violations or trials. */
import { isDeepStrictEqual } from 'node:util';
import { openPostgresStore } from '@tutti/adapters/storage/postgres';
import { createEngine, type Engine, type Store } from '@tutti/engine';
import { applyRunEvent, isFinished, type RunEvent, type RunState, toRunSummary } from '@tutti/protocol';
import { countChangedJoins } from '../kill-loops/check-loop.ts';
import { checkCalls, type CallFindings } from './check-calls.ts';
import { principalOf } from './driver-options.ts';
import type { Accepted, Fleet } from './fleet.ts';

export interface FleetFindings extends CallFindings {
  readonly accepted: number;
  /** Accepted runs that are not there. */
  readonly lost: number;
  /** With children. */
  readonly runs: number;
  readonly stuck: number;
  readonly failed: number;
  /** Events that a process called durable, and those that the journal does not hold as they were. */
  readonly told: number;
  readonly toldLost: number;
  /** Events that a process called durable although the run was another's by then. */
  readonly zombieWrites: number;
  /** Writes of drivers that were replaced, all of them refused. */
  readonly fenced: number;
  readonly takeovers: number;
  readonly steps: number;
  readonly recordedTwice: number;
  readonly timers: number;
  readonly firedTwice: number;
  readonly joins: number;
  readonly joinsChanged: number;
  readonly mailOutOfOrder: number;
  /** Runs whose row is not what their journal folds to. */
  readonly unfolded: number;
  readonly overspent: number;
  /** Rows that belong to two tenants, or name one to another. */
  readonly foreign: number;
  /** What is not at rest although nothing is left to do. */
  readonly leftOver: number;
}

export interface Journal {
  readonly events: readonly RunEvent[];
  readonly state: RunState;
  readonly isAsFolded: boolean;
}

/** Everything that must be zero. */
export function violationsOf(found: FleetFindings): number {
  const { lost, stuck, failed, toldLost, zombieWrites, recordedTwice, firedTwice, joinsChanged, mailOutOfOrder } =
    found;
  const { unfolded, overspent, foreign, leftOver, repeated, duplicated, unrecorded, effectsLost } = found;
  const ofRuns = lost + stuck + failed + toldLost + zombieWrites + recordedTwice + firedTwice + joinsChanged;
  return (
    ofRuns +
    mailOutOfOrder +
    unfolded +
    overspent +
    foreign +
    leftOver +
    repeated +
    duplicated +
    unrecorded +
    effectsLost
  );
}

export async function checkFleet(fleet: Fleet, accepted: readonly Accepted[]): Promise<FleetFindings> {
  const tenants = [...new Set(accepted.map(({ tenant }) => tenant))];
  const journals = await readJournals(fleet, tenants);
  const known = new Set<string>(journals.map(({ state }) => state.run));
  const events = journals.flatMap((journal) => journal.events);
  for (const journal of journals)
    if (!isFinished(journal.state.status)) console.error(await describeStuck(fleet, journal));
  return {
    accepted: accepted.length,
    lost: accepted.filter(({ run }) => !known.has(run)).length,
    runs: journals.length,
    stuck: journals.filter(({ state }) => !isFinished(state.status)).length,
    failed: journals.filter(({ state }) => state.status === 'failed' || state.status === 'cancelled').length,
    ...checkTold(fleet, journals),
    ...checkRecords(events),
    joins: events.filter(({ type }) => type === 'join.decided').length,
    joinsChanged: journals
      .filter(({ state }) => state.program === 'joins')
      .reduce((sum, each) => sum + countChangedJoins(each.events), 0),
    mailOutOfOrder: journals.filter((journal) => journal.state.program === 'mail' && !isInOrder(journal)).length,
    unfolded: journals.filter(({ isAsFolded }) => !isAsFolded).length,
    ...checkCalls(fleet, events),
    ...(await checkRows(fleet, tenants)),
  };
}

/** Reading checks the hash chains. */
export async function readJournals({ postgres, schema }: Fleet, tenants: readonly number[]): Promise<Journal[]> {
  await using store = await openPostgresStore({
    connectionString: postgres.connectionString,
    schema,
    name: 'reader',
    connections: 4,
    connectTimeoutMs: 60_000,
  });
  const engine = createEngine({ store, programs: [] });
  const journals: Journal[] = [];
  for (const tenant of tenants) journals.push(...(await readTenant(engine, store, tenant)));
  return journals;
}

async function readTenant(engine: Engine, store: Store, tenant: number): Promise<Journal[]> {
  const who = principalOf(tenant);
  const { runs } = await store.listRuns(who.tenant, { limit: 1_000 });
  return Promise.all(
    runs.map(async (summary) => {
      const events = await Array.fromAsync(engine.readEvents(who, summary.run));
      const state = events.reduce<RunState | undefined>((folded, event) => applyRunEvent(folded, event), undefined);
      if (!state) throw new Error(`${summary.run} has no journal`);
      return { events, state, isAsFolded: isDeepStrictEqual(toPlain(toRunSummary(state)), toPlain(summary)) };
    }),
  );
}

/** For whoever has to find out why. */
async function describeStuck({ postgres, schema }: Fleet, { state, events }: Journal): Promise<string> {
  const columns = 'queue_state, status, epoch, claims, head, holder, owner, due_at, wake_at, wake_keys';
  const [row] = await postgres.query(`SELECT no, ${columns} FROM ${schema}.runs WHERE id = $1`, [state.run]);
  const query = `SELECT id, key, consumed FROM ${schema}.signals WHERE run = $1`;
  const signals = row ? await postgres.query(query, [row['no']]) : [];
  const last = events.slice(-8).map(({ hash: _, tenant: __, ...event }) => event);
  return `not ended: ${state.program} ${JSON.stringify({ row, signals, waits: state.waits, doubts: state.doubts, last })}`;
}

function toPlain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** Whoever wrote the latest claim before an event drove the run when it was written. */
function checkTold({ processes }: Fleet, journals: readonly Journal[]) {
  const entries = new Map<string, { readonly hash: string; readonly driver: string | undefined }>();
  let takeovers = 0;
  for (const { events } of journals) {
    let driver: string | undefined;
    for (const event of events) {
      const next = event.type === 'run.started' || event.type === 'run.claimed' ? event.worker : driver;
      if (driver !== undefined && next !== driver) takeovers += 1;
      driver = next;
      entries.set(`${event.run}/${event.seq}`, { hash: event.hash, driver });
    }
  }
  let [told, toldLost, zombieWrites] = [0, 0, 0];
  for (const { spoken, worker } of processes) {
    for (const event of spoken) {
      if (event.say !== 'event') continue;
      const found = entries.get(`${event.run}/${event.seq}`);
      told += 1;
      toldLost += found?.hash === event.hash ? 0 : 1;
      const isOfDriver = /^(step|effect|timer|join|child|run\.completed)/.test(event.type);
      zombieWrites += isOfDriver && found?.hash === event.hash && found.driver !== worker ? 1 : 0;
    }
  }
  return {
    told,
    toldLost,
    zombieWrites,
    takeovers,
    fenced: processes.reduce((sum, one) => sum + one.countFenced(), 0),
  };
}

function checkRecords(events: readonly RunEvent[]) {
  const steps = events.filter((event) => event.type === 'step.completed' || event.type === 'step.failed');
  const timers = events.filter((event) => event.type === 'timer.fired');
  return {
    steps: steps.length,
    recordedTwice: steps.length - new Set(steps.map(({ run, path }) => `${run}/${path}`)).size,
    timers: timers.length,
    firedTwice: timers.length - new Set(timers.map(({ run, path }) => `${run}/${path}`)).size,
  };
}

/** They were sent one after the other, each when the one before was acknowledged. */
function isInOrder({ events }: Journal): boolean {
  const letters = events.filter((event) => event.type === 'signal.received' && event.key === 'mail');
  const values = letters.map((event) =>
    event.type === 'signal.received' && 'value' in event.payload ? event.payload.value : undefined,
  );
  return isDeepStrictEqual(values, [1, 2, 3]);
}

async function checkRows({ postgres, schema }: Fleet, tenants: readonly number[]) {
  const names = tenants
    .map((tenant) => principalOf(tenant))
    .map(({ tenant, user }) => ({ tenant, names: [tenant, user] }));
  const count = async (text: string, values: readonly unknown[] = []) =>
    Number((await postgres.query(text, values))[0]?.['count']);
  let foreign = await count(
    `SELECT count(*) FROM ${schema}.events e JOIN ${schema}.runs r ON r.no = e.run WHERE r.tenant <> e.tenant`,
  );
  for (const own of names) {
    for (const name of names.filter(({ tenant }) => tenant !== own.tenant).flatMap((other) => other.names)) {
      foreign += await count(`SELECT count(*) FROM ${schema}.events WHERE tenant = $1 AND position($2 in body) > 0`, [
        own.tenant,
        name,
      ]);
    }
  }
  return {
    foreign,
    overspent: await count(
      `SELECT count(*) FROM ${schema}.accounts WHERE spent_tokens > limit_tokens OR spent_cost > limit_cost OR reserved_tokens < 0`,
    ),
    leftOver:
      (await count(`SELECT count(*) FROM ${schema}.runs WHERE queue_state <> 'done'`)) +
      (await count(`SELECT count(*) FROM ${schema}.reservations`)) +
      (await count(`SELECT count(*) FROM ${schema}.accounts WHERE reserved_tokens <> 0 OR reserved_cost <> 0`)),
  };
}
