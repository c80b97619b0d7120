/** From what the program wishes to a run: asked for under the same id it is the same one. */
import { createHash } from 'node:crypto';
import {
  InvalidInputError,
  RunError,
  RunNotFoundError,
  type RunRequest,
  systemRandom,
  TeamInput,
  toTaskRequest,
  unpackPayload,
} from '@tutti/engine';
import {
  type IdPrefix,
  RANDOM_BYTES,
  RunId,
  TaskId,
  type TeamChoice,
  toCanonicalText,
  toIdText,
} from '@tutti/protocol';
import { type Home, resolveWish } from '@tutti/server/home';
import type { DefinedAgent } from './define-agent.ts';
import { openTeamBook } from './team-book.ts';
import type { RunWish } from './tutti.ts';

/** `own` are the agents of the program. */
export async function submitRun(home: Home, own: readonly DefinedAgent<unknown>[], wish: RunWish): Promise<RunId> {
  const { engine, principal } = home;
  const { id, agents, budget, deadline, pattern = 'sequential', ...task } = wish;
  const toId = (prefix: IdPrefix) => toIdText(prefix, id === undefined ? home.clock.now() : 0, toBytes(id));
  const run = RunId.parse(toId('run'));
  const book = await openTeamBook(home, own);
  const names = agents?.map((agent) => toName(agent, own));
  const begun = id === undefined || pattern !== 'auto' ? undefined : await findChosen(home, run);
  const how = begun ? { pattern: begun.pattern, agents: names ?? begun.agents } : { pattern, agents: names };
  const { chosen = begun, ...resolved } = await resolveWish(home, principal, { ...task, ...how, book });
  const asked = {
    ...task,
    ...resolved,
    ...(budget && { budget: toBudget(budget) }),
    ...(deadline && { deadline: deadline.getTime() }),
  };
  const request = toTaskRequest(asked, { book, task: TaskId.parse(toId('tsk')), run, chosen, redact: home.redact });
  await engine.submit(principal, request);
  if (id !== undefined) await assertSame(home, run, { request, id });
  return run;
}

const Begun = TeamInput.pick({ chosen: true });

/** What was chosen when it was begun still counts, whatever would be chosen now. */
async function findChosen({ engine, principal, store }: Home, run: RunId): Promise<TeamChoice | undefined> {
  try {
    const { input } = await engine.getRun(principal, run);
    return Begun.safeParse(await unpackPayload(input, principal.tenant, store)).data?.chosen;
  } catch (error) {
    if (error instanceof RunNotFoundError) return undefined;
    throw error;
  }
}

/** An id of the program's own always makes the same run of it. */
function toBytes(id: string | undefined): Uint8Array {
  if (id === undefined) return systemRandom.bytes(RANDOM_BYTES);
  return createHash('sha256').update(id).digest().subarray(0, RANDOM_BYTES);
}

function toName(agent: DefinedAgent<unknown> | string, own: readonly DefinedAgent<unknown>[]): string {
  if (typeof agent === 'string') return agent;
  if (own.includes(agent)) return agent.id;
  throw new InvalidInputError(
    `createTutti was not given the agent ${agent.id}: a run that goes on later needs it`,
    'agents',
  );
}

function toBudget({ tokens, usd }: NonNullable<RunWish['budget']>) {
  return {
    ...(tokens !== undefined && { tokens }),
    ...(usd !== undefined && { costNanoUsd: Math.round(usd * 1e9) }),
  };
}

/** Whoever gets a run that worked on something else would not know it. */
async function assertSame(home: Home, run: RunId, asked: { request: RunRequest; id: string }): Promise<void> {
  const { engine, principal, store } = home;
  const { input } = await engine.getRun(principal, run);
  const begun = await unpackPayload(input, principal.tenant, store);
  if (toCanonicalText(begun) === home.redact(toCanonicalText(asked.request.input))) return;
  const message = `the run ${JSON.stringify(asked.id)} was begun with another goal, team or way of working`;
  throw new RunError('idempotency_conflict', message, { nothingHappened: true });
}
