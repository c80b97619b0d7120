/** Runs in every state that a store can hold, made by really running them, and all that belongs to them. */
import { join } from 'node:path';
import {
  type Clock,
  createAgentBook,
  createEngine,
  createRehearsalModel,
  createSingleModel,
  createTeamProgram,
  type Engine,
  type LastingStore,
  type Program,
  RunError,
  type Store,
  systemClock,
  systemRandom,
  toTaskRequest,
} from '@tutti/engine';
import { nextTenant, sha256 } from '@tutti/engine/testing';
import {
  ApiKeyId,
  type IdPrefix,
  Json,
  type Principal,
  RANDOM_BYTES,
  RunId,
  SignalKey,
  TaskId,
  toIdText,
  UserId,
} from '@tutti/protocol';
import { readAgentFolder } from '../../../agents/read-agent-folder.ts';
import { addAgents } from './add-agents.ts';
import { addKnowledge } from './add-knowledge.ts';
import { addMoney } from './add-money.ts';

const CATALOGUE = join(import.meta.dirname, '..', '..', '..', '..', '..', '..', 'catalog', 'agents');
/** Longer than any test takes: by its own clock the run would still sleep at the end. */
export const SLEEP_MS = 3_600_000;
export const PART_KEY = SignalKey.parse('part');

const newText = (prefix: IdPrefix) => toIdText(prefix, systemClock.now(), systemRandom.bytes(RANDOM_BYTES));

export function newPrincipal(): Principal {
  return { tenant: nextTenant(), user: UserId.parse(newText('usr')), rights: ['view', 'use', 'manage'] };
}

export interface Worked {
  readonly store: Store;
  readonly clock?: Clock;
  /** The step of the run `stuck` does not end: whoever drives it is given up in the middle of it. */
  readonly isStuck?: boolean;
}

export function createWorkingEngine({ store, clock = systemClock, isStuck = false }: Worked): Engine {
  const team = createTeamProgram({
    models: createSingleModel(createRehearsalModel()),
    tools: [],
    library: store,
  }) as Program;
  const programs = [team, ...createPrograms(isStuck)];
  return createEngine({ store, clock, random: systemRandom, build: 'test', programs });
}

function createPrograms(isStuck: boolean): Program[] {
  const make = (name: string, run: Program['run']): Program => ({ name, version: 1, input: Json, run });
  const done = { output: 'done', labels: [] };
  return [
    make('sleep', async (scope) => {
      await scope.sleepUntil(scope.now() + SLEEP_MS);
      return done;
    }),
    make('wait', async (scope) => {
      const received = await scope.waitFor({ key: PART_KEY, payload: Json });
      return { output: received.status === 'received' ? received.value : null, labels: [] };
    }),
    make('fail', async () => {
      throw new RunError('step_failed', 'it was meant to');
    }),
    make('parent', async (scope) => {
      await scope.child('part', { program: 'wait', title: 'a part of another', input: null });
      return done;
    }),
    make('stuck', async (scope) => {
      await scope.step('before', { effect: 'pure' }, async () => 1);
      await scope.step('act', { effect: 'pure' }, () =>
        isStuck ? new Promise<number>(() => undefined) : Promise.resolve(2),
      );
      return done;
    }),
    make('big', async (scope) => {
      const text = await scope.step('write', { effect: 'pure' }, async () => 'naïve Ölung '.repeat(20_000));
      await scope.produce({ name: 'big.txt', mediaType: 'text/plain', text, labels: [] });
      return done;
    }),
  ];
}

export interface Installation {
  readonly principal: Principal;
  /** By what they are there for. */
  readonly runs: Readonly<Record<string, RunId>>;
  readonly key: ApiKeyId;
}

/** Leaves the store as a process does that was killed. */
export async function makeInstallation(store: LastingStore): Promise<Installation> {
  const principal = newPrincipal();
  const engine = createWorkingEngine({ store, isStuck: true });
  engine.start();
  const submit = (program: string) => engine.submit(principal, { program, title: `a run to ${program}`, input: null });
  const team = await submitTeam(engine, principal, { goal: 'Describe the harbour of Genoa', review: false });
  const review = await submitTeam(engine, principal, { goal: 'Praise the harbour of Trieste', review: true });
  const sleeping = await submit('sleep');
  const waiting = await submit('wait');
  const paused = await submit('wait');
  const failed = await submit('fail');
  const parent = await submit('parent');
  const big = await submit('big');
  const stuck = await submit('stuck');
  await Promise.all([team, failed, big].map((run) => engine.untilSettled(principal, run)));
  const resting = [review, sleeping, waiting, paused, parent];
  await Promise.all(resting.map((run) => engine.untilSettled(principal, run, { or: ['waiting'] })));
  await engine.pause(principal, paused, 'for the move');
  await engine.untilSettled(principal, paused, { or: ['paused'] });
  const key = await addRest(store, engine, { principal, run: team });
  await addKnowledge(store.knowledge, principal);
  await addAgents(store, principal);
  while ((await engine.getRun(principal, stuck)).steps.completed === 0) await engine.listRuns(principal, { limit: 1 });
  engine.drop();
  const fresh = await createWorkingEngine({ store }).submit(principal, {
    program: 'wait',
    title: 'never driven',
    input: 1,
  });
  return { principal, runs: { team, review, sleeping, waiting, paused, failed, parent, big, stuck, fresh }, key };
}

async function submitTeam(
  engine: Engine,
  principal: Principal,
  { goal, review }: { goal: string; review: boolean },
): Promise<RunId> {
  const book = createAgentBook(await readAgentFolder(CATALOGUE));
  const [task, run] = [TaskId.parse(newText('tsk')), RunId.parse(newText('run'))];
  return engine.submit(
    principal,
    toTaskRequest({ goal, review, agents: ['project', 'drafting'] }, { book, task, run }),
  );
}

async function addRest(
  store: Store,
  engine: Engine,
  { principal, run }: { principal: Principal; run: RunId },
): Promise<ApiKeyId> {
  const { tenant, user } = principal;
  await engine.addRemark(principal, { type: 'feedback.given', run, rating: 'good', comment: 'well said' });
  const id = ApiKeyId.parse(newText('key'));
  const rights = ['view', 'manage'] as const;
  await store.addKey({
    id,
    tenant,
    name: 'for others',
    rights: [...rights],
    hash: sha256('secret'),
    by: user,
    createdAt: 1,
  });
  const session = { hash: sha256('cookie'), tenant, user, rights: [...rights], createdAt: 1, expiresAt: 2 ** 45 };
  await store.addSession(session);
  await store.keepRequest({ tenant, user, key: 'one', hash: sha256('body'), ids: { run }, at: 5 }, 0);
  await store.keepFact('colour', 'blue');
  await store.setLimit(tenant, tenant, { tokens: 1_000_000 });
  await addMoney(store, principal);
  return id;
}
