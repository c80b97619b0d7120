/** From what the program wishes to a run: asked for under the same id it is the same one. */
import { createHash } from 'node:crypto';
import {
  InvalidInputError,
  RunError,
  type RunRequest,
  systemRandom,
  toTaskRequest,
  unpackPayload,
} from '@tutti/engine';
import { type IdPrefix, RANDOM_BYTES, RunId, TaskId, toCanonicalText, toIdText } from '@tutti/protocol';
import type { Home } from '@tutti/server/home';
import type { DefinedAgent } from './define-agent.ts';
import { openTeamBook } from './team-book.ts';
import type { RunWish } from './tutti.ts';

/** `own` are the agents of the program. */
export async function submitRun(home: Home, own: readonly DefinedAgent<unknown>[], wish: RunWish): Promise<RunId> {
  const { engine, principal } = home;
  const { id, agents, budget, deadline, ...task } = wish;
  const toId = (prefix: IdPrefix) => toIdText(prefix, id === undefined ? home.clock.now() : 0, toBytes(id));
  const asked = {
    ...task,
    agents: agents.map((agent) => toName(agent, own)),
    ...(budget && { budget: toBudget(budget) }),
    ...(deadline && { deadline: deadline.getTime() }),
  };
  const book = await openTeamBook(home, own);
  const setting = { book, task: TaskId.parse(toId('tsk')), run: RunId.parse(toId('run')) };
  const request = toTaskRequest(asked, { ...setting, redact: home.redact });
  const run = await engine.submit(principal, request);
  if (id !== undefined) await assertSame(home, run, { request, id });
  return run;
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
