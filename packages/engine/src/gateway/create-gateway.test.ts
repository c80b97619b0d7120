import { type Principal, WorkerId } from '@tutti/protocol';
import { expect, it, vi } from 'vitest';
import { createEngine } from '../create-engine.ts';
import { BudgetExceededError } from '../errors.ts';
import { ModelFailedError, NoRouteError } from '../model-errors.ts';
import { createSingleModel } from '../models/create-single-model.ts';
import type { Models } from '../models/models.ts';
import { systemClock } from '../ports/clock.ts';
import { systemRandom } from '../ports/random.ts';
import { createMemoryStore } from '../testing/memory-store.ts';
import { createCallsProgram } from './calls-program.ts';
import {
  type Answer,
  newText,
  openStage as openPlainStage,
  sayHello,
  type StageOptions,
  USAGE,
  WISH,
  WORST,
} from '../testing/gateway-stage.ts';

const PATIENT = { timeout: 10_000 };

function openStage(answer: Answer = sayHello, options?: StageOptions) {
  const model = { answer: vi.fn(answer) };
  return { ...openPlainStage(model.answer, options), model };
}

it('writes down what it routed, reserved and settled, and nothing that was said', async () => {
  const stage = openStage();
  const deltas: string[] = [];
  const { result, usage, run, route } = await stage.ask(undefined, (text) => void deltas.push(text));
  expect({ result, usage, deltas }).toMatchObject({ result: { text: 'Hello' }, usage: USAGE, deltas: ['Hello'] });
  expect(route.model).toBe('groq/small');
  expect(await stage.readTypes(run)).toEqual([
    'run.submitted',
    'run.started',
    'model.routed',
    'budget.reserved',
    'budget.settled',
  ]);
  const entries = await stage.store.readEntries(stage.principal.tenant, run, { after: 0, limit: 100 });
  expect(JSON.stringify(entries)).not.toMatch(/Hello|"Hi"/);
  expect(await stage.sum()).toMatchObject({ calls: 1, inputTokens: 10, outputTokens: 5, costNanoUsd: 50 });
  expect(await stage.store.listSpendings(stage.principal.tenant, run)).toMatchObject([{ user: stage.principal.user }]);
  expect((await stage.store.findRun(stage.principal.tenant, run))?.usage).toMatchObject(USAGE);
  await stage.gateway.close(1_000);
  expect(await stage.listRuns()).toMatchObject([{ run, status: 'completed' }]);
});

it('answers without waiting for its settlement, and says when that is written down', async () => {
  const stage = openStage();
  await stage.ask();
  const { append } = stage.store;
  const release = Promise.withResolvers<void>();
  stage.store.append = async (write) => {
    if (write.entries.some(({ type }) => type === 'budget.settled')) await release.promise;
    return append(write);
  };
  const { signal } = new AbortController();
  const made = await stage.gateway.answer(stage.principal, WISH, { signal });
  expect(made.result.text).toBe('Hello');
  expect((await stage.sum()).calls).toBe(1);
  release.resolve();
  await made.settled;
  expect((await stage.sum()).calls).toBe(2);
});

it('tries again what another attempt may answer, and settles each attempt', async () => {
  const answers: Answer[] = [
    () => Promise.reject(new ModelFailedError('too many', { class: 'rate_limited', elsewhere: true })),
    () =>
      Promise.reject(
        new ModelFailedError('cut', { class: 'cut', elsewhere: true, used: { ...USAGE, costNanoUsd: 7 } }),
      ),
    sayHello,
  ];
  const stage = openStage((request, call) => (answers.shift() ?? sayHello)(request, call));
  const { run } = await stage.ask();
  expect(stage.model.answer).toHaveBeenCalledTimes(3);
  expect((await stage.store.listSpendings(stage.principal.tenant, run)).map(({ usage }) => usage.costNanoUsd)).toEqual([
    0, 7, 50,
  ]);
  await stage.gateway.close(1_000);
});

it('never tries again what it has begun to say, and never more than six times', async () => {
  const speaks = openStage(async (_, { onDelta }) => {
    onDelta('Hel');
    throw new ModelFailedError('cut', { class: 'cut', elsewhere: true });
  });
  await expect(speaks.ask()).rejects.toMatchObject({ class: 'cut' });
  expect(speaks.model.answer).toHaveBeenCalledTimes(1);
  const fails = openStage(() => Promise.reject(new ModelFailedError('busy', { class: 'overloaded', elsewhere: true })));
  await expect(fails.ask()).rejects.toMatchObject({ class: 'overloaded' });
  expect(fails.model.answer).toHaveBeenCalledTimes(6);
  await Promise.all([speaks.gateway.close(1_000), fails.gateway.close(1_000)]);
});

it('an answer that goes out as a whole is asked for again when it was cut, whatever had come of it', async () => {
  const stage = openStage(async (request, call) => {
    if (stage.model.answer.mock.calls.length > 1) return sayHello(request, call);
    call.onDelta('Hel');
    throw new ModelFailedError('cut', { class: 'cut', elsewhere: true });
  });
  const { signal } = new AbortController();
  expect((await stage.gateway.answer(stage.principal, WISH, { signal })).result.text).toBe('Hello');
  expect(stage.model.answer).toHaveBeenCalledTimes(2);
  await stage.gateway.close(1_000);
});

it('a route that a budget refuses is chosen anew with all that the budget says', async () => {
  const refusals: unknown[] = [];
  const single = createSingleModel({ id: 'groq/small', worstCase: () => WORST, answer: sayHello });
  const models: Models = {
    ...single,
    open(wish) {
      const logical = single.open(wish);
      return {
        next: (attempt) => {
          if (attempt.refused) refusals.push(attempt.refused);
          return logical.next(attempt);
        },
      };
    },
  };
  const stage = openStage(sayHello, { models });
  await stage.store.setBudget(stage.principal.tenant, {
    account: 'tenant',
    period: 'day',
    limit: { costNanoUsd: 499 },
    warnAt: [],
    ladder: ['fewer_tokens', 'stop'],
  });
  await expect(stage.ask()).rejects.toBeInstanceOf(BudgetExceededError);
  expect(refusals[0]).toMatchObject({ account: 'tenant', period: 'day', ladder: ['fewer_tokens', 'stop'] });
  await stage.gateway.close(1_000);
});

it('a budget that is used up is told with its account, and nothing is sent', async () => {
  const stage = openStage();
  const rule = { account: 'tenant', period: 'day', limit: { costNanoUsd: 499 }, warnAt: [], ladder: ['stop'] } as const;
  await stage.store.setBudget(stage.principal.tenant, { ...rule, warnAt: [], ladder: ['stop'] });
  const refused = await stage.ask().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(BudgetExceededError);
  expect(refused).toMatchObject({ refusal: { account: 'tenant', period: 'day' } });
  expect(stage.model.answer).not.toHaveBeenCalled();
  const [run] = await stage.listRuns();
  expect(run && (await stage.readTypes(run.run))).toContain('budget.refused');
  await stage.gateway.close(1_000);
});

it('a hundred calls at once at the edge of a budget wait for each other and never pass it', async () => {
  const stage = openStage(sayHello, { patienceMs: 60_000 });
  const limit = { costNanoUsd: 2_000 };
  await stage.store.setBudget(stage.principal.tenant, {
    account: 'tenant',
    period: 'total',
    limit,
    warnAt: [],
    ladder: ['stop'],
  });
  const ends = await Promise.allSettled(Array.from({ length: 100 }, () => stage.ask()));
  const answered = ends.filter(({ status }) => status === 'fulfilled').length;
  const { costNanoUsd } = await stage.sum();
  expect(costNanoUsd).toBe(answered * USAGE.costNanoUsd);
  expect(costNanoUsd).toBeLessThanOrEqual(limit.costNanoUsd);
  // A call fits as long as its worst case does: 1,500 are spent by the 30th.
  expect(answered).toBe(31);
  await stage.gateway.close(1_000);
});

it('whoever hears nothing of a later ask holds nothing either', async () => {
  const release = Promise.withResolvers<void>();
  const stage = openStage(async (request, call) => {
    await release.promise;
    return sayHello(request, call);
  });
  const { tenant } = stage.principal;
  // For one at a time, and for a second one after the first.
  const limit = { costNanoUsd: WORST.costNanoUsd + USAGE.costNanoUsd };
  await stage.store.setBudget(tenant, { account: 'tenant', period: 'total', limit, warnAt: [], ladder: ['stop'] });
  const { reserve } = stage.store;
  let asks = 0;
  stage.store.reserve = async (reservation) => {
    const number = ++asks;
    // The second call asks for the first time while the first call is under way.
    if (number === 2) setTimeout(release.resolve, 0);
    const verdict = await reserve(reservation);
    if (number === 3) throw new Error('the answer was lost');
    return verdict;
  };
  const [first, second] = [stage.ask(), stage.ask()];
  await expect(second).rejects.toThrow('the answer was lost');
  await first;
  await stage.gateway.close(1_000);
  expect(asks).toBe(3);
  expect(await stage.store.listBudgets(tenant)).toMatchObject([{ reserved: { tokens: 0, costNanoUsd: 0 } }]);
});

it('who goes in the middle ends the call, which counts with all that was reserved', async () => {
  const gone = new AbortController();
  const stage = openStage(
    (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        gone.abort(new Error('gone'));
      }),
  );
  await expect(stage.ask(gone.signal)).rejects.toThrow('gone');
  const [run] = await stage.listRuns();
  expect(run && (await stage.store.listSpendings(stage.principal.tenant, run.run))).toMatchObject([
    { inDoubt: true, usage: { costNanoUsd: 500, estimated: true } },
  ]);
  await stage.gateway.close(1_000);
});

it('what a process that ended has left reserved is settled as doubtful by the next one', async () => {
  const stage = openStage(() => new Promise(() => {}));
  const lost = stage.ask();
  lost.catch(() => undefined);
  await vi.waitFor(() => expect(stage.model.answer).toHaveBeenCalled(), PATIENT);
  stage.store.crash();
  const store = createMemoryStore({ data: stage.store.data });
  const engine = createEngine({ store, programs: [createCallsProgram()] });
  engine.start();
  const listRuns = async () => (await store.listRuns(stage.principal.tenant, { limit: 10 })).runs;
  await vi.waitFor(async () => expect(await listRuns()).toMatchObject([{ status: 'completed' }]), PATIENT);
  const [run] = await listRuns();
  expect(run && (await store.listSpendings(stage.principal.tenant, run.run))).toMatchObject([
    { inDoubt: true, model: 'groq/small', user: stage.principal.user, usage: { costNanoUsd: 500 } },
  ]);
  expect(run?.usage.costNanoUsd).toBe(500);
  await engine.close();
});

it('a ledger that was taken over is left alone: the call goes into another', async () => {
  const stage = openStage();
  const { run } = await stage.ask();
  await stage.store.claim(stage.principal.tenant, run, WorkerId.parse(newText('wrk')));
  expect((await stage.ask()).run).not.toBe(run);
  expect(await stage.sum()).toMatchObject({ calls: 2, costNanoUsd: 100 });
  await stage.gateway.close(1_000);
});

it('a full ledger is followed by another, and one that nobody uses is closed', async () => {
  const stage = openStage(sayHello, { ledger: { calls: 2, idleMs: 20 } });
  const runs = [(await stage.ask()).run, (await stage.ask()).run, (await stage.ask()).run];
  expect(new Set(runs).size).toBe(2);
  await vi.waitFor(
    async () => expect((await stage.listRuns()).map(({ status }) => status)).toEqual(['completed', 'completed']),
    PATIENT,
  );
  await stage.gateway.close(1_000);
});

it('calls end when somebody stops the ledger that they stand in', async () => {
  const stage = openStage(
    (_, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  );
  const asked = stage.ask();
  asked.catch(() => undefined);
  await vi.waitFor(() => expect(stage.model.answer).toHaveBeenCalled(), PATIENT);
  const [run] = await stage.listRuns();
  const engine = createEngine({ store: stage.store, programs: [createCallsProgram()] });
  if (run) await engine.cancel(stage.principal, run.run, 'enough');
  await expect(asked).rejects.toMatchObject({ code: 'run_cancelled' });
  await vi.waitFor(async () => expect(await stage.listRuns()).toMatchObject([{ status: 'completed' }]), PATIENT);
  await stage.gateway.close(1_000);
});

it('waits for a model that is open again soon, and says at once where it is not', async () => {
  const single = createSingleModel({ id: 'groq/small', worstCase: () => WORST, answer: sayHello });
  let closedUntil = systemClock.now() + 50;
  const models: Models = {
    ...single,
    open(wish) {
      const logical = single.open(wish);
      return {
        next: async (attempt) => {
          if (systemClock.now() < closedUntil) throw new NoRouteError(closedUntil, []);
          return logical.next(attempt);
        },
      };
    },
  };
  const stage = openStage(sayHello, { models });
  expect((await stage.ask()).result.text).toBe('Hello');
  closedUntil = systemClock.now() + 3_600_000;
  await expect(stage.ask()).rejects.toMatchObject({ code: 'no_route', until: closedUntil });
  await stage.gateway.close(1_000);
});

it('who may not use models makes no call', async () => {
  const stage = openStage();
  const { signal } = new AbortController();
  const viewer: Principal = { ...stage.principal, rights: ['view'] };
  await expect(stage.gateway.answer(viewer, WISH, { signal, onDelta: () => {} })).rejects.toThrow(/right to use/);
  await stage.gateway.close(1_000);
  await expect(stage.ask()).rejects.toMatchObject({ code: 'engine_closed' });
});

it('calls that come and go at the edge of a budget are never more than fit, and each of them is counted', async () => {
  let inFlight = 0;
  let most = 0;
  const stage = openStage(
    async () => {
      most = Math.max(most, ++inFlight);
      await pauseAtRandom();
      inFlight -= 1;
      return { text: 'x', toolCalls: [], finish: 'stop', usage: ONE_NANO, labels: [] };
    },
    { patienceMs: 60_000 },
  );
  const limit = { costNanoUsd: 2 * WORST.costNanoUsd + 300 };
  const { tenant } = stage.principal;
  await stage.store.setBudget(tenant, { account: 'tenant', period: 'total', limit, warnAt: [], ladder: ['stop'] });
  const client = async () => {
    for (let call = 0; call < 60; call++) {
      await stage.ask();
      await pauseAtRandom();
    }
  };
  await Promise.all([client(), client(), client(), client()]);
  expect(most).toBeLessThanOrEqual(2);
  await stage.gateway.close(1_000);
  expect(await stage.sum()).toMatchObject({ calls: 240, costNanoUsd: 240 });
  expect(await stage.store.listBudgets(tenant)).toMatchObject([{ spent: { costNanoUsd: 240 } }]);
});

const ONE_NANO = { inputTokens: 0, outputTokens: 0, costNanoUsd: 1 };

/** Long enough for others to come in between, in whatever order. */
const pauseAtRandom = () => new Promise<void>((resolve) => setTimeout(resolve, systemRandom.next() * 4));
