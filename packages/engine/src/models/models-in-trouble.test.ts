/** Everything that can go wrong with models outside, with a clock that the test moves: calls as a step makes them, by the hundred. */
import { Agent, MOST_ATTEMPTS, RunId, StepPath, TenantId } from '@tutti/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { ModelFailedError, NoRouteError } from '../model-errors.ts';
import type { ModelAnswer } from '../ports/model.ts';
import { createScriptedProviders, type ScriptedOffer, type ScriptedProviders } from '../testing/scripted-providers.ts';
import { SimClock } from '../testing/sim-clock.ts';
import { SimRandom } from '../testing/sim-random.ts';
import { createModels } from './create-models.ts';
import type { LogicalCall, Models } from './models.ts';
import { createRehearsalModel } from './rehearsal-model.ts';

const tenant = TenantId.parse(`ten_${'0'.repeat(36)}`);
const agent = Agent.parse({ id: 'ann', purpose: 'p', capabilities: ['c'], instructions: 'i' });
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const LATENCY_MS = 100;

let clock: SimClock;
let random: SimRandom;
let providers: ScriptedProviders;
let models: Models;
let startedAt: number;
/** When each call was sent, since the beginning. */
let sentAt: number[];
/** How often somebody waited because nobody could answer. */
let waits: number;

beforeEach(() => {
  clock = new SimClock();
  random = new SimRandom(7);
  startedAt = clock.now();
  sentAt = [];
  waits = 0;
});

type Behaviour = (sinceStart: number) => ModelFailedError | undefined;

function sleepUntil(instant: number): Promise<void> {
  return new Promise((resolve) => {
    clock.at(instant, resolve);
  });
}

function sleep(ms: number): Promise<void> {
  return sleepUntil(clock.now() + ms);
}

/** A model that answers after a moment, or fails as it is told. Small calls that only ask whether it is there fare no better. */
function offerOf(id: string, behaves: Behaviour, more: Partial<ScriptedOffer> = {}): ScriptedOffer {
  const act = async (): Promise<Partial<ModelAnswer>> => {
    sentAt.push(clock.now() - startedAt);
    await sleep(LATENCY_MS);
    const error = behaves(clock.now() - startedAt);
    if (error) throw error;
    return { text: id };
  };
  const probe: ScriptedOffer['probe'] = () =>
    act().then(
      () => ({ status: 'ok' }) as const,
      (error: ModelFailedError) => ({ status: 'failed', class: error.class, message: error.message }) as const,
    );
  return { card: { id }, keys: [{ id: `${id}-key`, name: 'key', fingerprint: 'f' }], answer: act, probe, ...more };
}

function offer(offers: readonly ScriptedOffer[]): void {
  providers = createScriptedProviders(offers);
  models = createModels({ providers, rehearsal: createRehearsalModel({ clock }), clock, random });
}

const broken = (message = 'broken') => new ModelFailedError(message, { class: 'overloaded' });
const refused = () => new ModelFailedError('refused', { class: 'unreachable', nothingHappened: true });

function open(): LogicalCall {
  const messages = [{ role: 'user', text: 'Hello', labels: [] }] as const;
  const request = { agent: agent.id, system: 's', messages, tools: [], maxOutputTokens: 500, seed: 'x' };
  const run = RunId.parse(`run_${'0'.repeat(36)}`);
  const path = StepPath.parse('turn/1/model');
  return models.open({ tenant, run, path, agent, complexity: 'medium', read: async () => request });
}

/** As a step does it: waits without an attempt where nobody is open, tries elsewhere at once, backs off otherwise. */
async function callOnce(): Promise<string> {
  let logical = open();
  for (let number = 1; ; ) {
    try {
      const route = await logical.next({ number });
      const answer = await route.answer({ signal: new AbortController().signal, onDelta: () => {} });
      return answer.text;
    } catch (error) {
      if (error instanceof NoRouteError) {
        waits += 1;
        await sleepUntil(error.until);
        // Whoever has slept is another process, perhaps: nothing is remembered but the number.
        logical = open();
        continue;
      }
      if (!(error instanceof ModelFailedError) || !(error.retryable || error.elsewhere)) throw error;
      if (number >= MOST_ATTEMPTS) throw error;
      if (!error.elsewhere) await sleep(random.next() * 200 * 2 ** number);
      number += 1;
    }
  }
}

interface Outcome {
  readonly answers: readonly string[];
  readonly failures: readonly unknown[];
  readonly tookMs: number;
}

/** Moves the clock until all calls have ended. */
async function driveAll(count: number, beginsAfterMs: (index: number) => number = () => 0): Promise<Outcome> {
  const answers: string[] = [];
  const failures: unknown[] = [];
  const one = async (index: number) => {
    await sleep(beginsAfterMs(index));
    await callOnce().then(
      (text) => answers.push(text),
      (error: unknown) => failures.push(error),
    );
  };
  const all = Array.from({ length: count }, (_, index) => one(index));
  let isOver = false;
  void Promise.all(all).then(() => {
    isOver = true;
  });
  while (!isOver) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    if (!isOver) clock.advanceToNext();
  }
  return { answers, failures, tookMs: clock.now() - startedAt };
}

function countSent(from: number, to: number): number {
  return sentAt.filter((at) => at >= from && at < to).length;
}

// Minutes of many timers pass here, on a machine that may be busy.
describe('models in trouble', { timeout: 120_000 }, () => {
  it.each([true, false])('get through a rate limit without a storm (Retry-After %s)', async (isTold) => {
    let taken: number[] = [];
    const limit: Behaviour = (now) => {
      taken = taken.filter((at) => at > now - 10 * SECOND);
      if (taken.length < 10) {
        taken.push(now);
        return undefined;
      }
      const retryAt = startedAt + (taken[0] ?? now) + 10 * SECOND;
      return new ModelFailedError('429', { class: 'rate_limited', ...(isTold && { retryAt }) });
    };
    offer([offerOf('a/one', limit)]);
    const { answers, failures, tookMs } = await driveAll(60);
    expect(failures).toEqual([]);
    expect(answers).toHaveLength(60);
    // The first burst is sent before anybody knows of the limit.
    expect(sentAt.length).toBeLessThan(60 * 3);
    for (let second = 1; second < tookMs / SECOND; second++)
      expect(countSent(second * SECOND, (second + 1) * SECOND)).toBeLessThanOrEqual(40);
  });

  it('are passed over while half of their calls fail, and come back', async () => {
    const flaky: Behaviour = (now) => (now < MINUTE && random.chance(0.5) ? broken() : undefined);
    const good = offerOf('b/good', () => undefined, { card: { id: 'b/good', strength: 40 } });
    offer([offerOf('a/flaky', flaky, { card: { id: 'a/flaky', strength: 60 } }), good]);
    const { answers, failures } = await driveAll(1_200, (index) => index * 100);
    expect(failures).toEqual([]);
    const flakySends = providers.sent.filter(({ model }) => model === 'a/flaky').length;
    const inTrouble = answers.slice(0, 600).filter((text) => text === 'a/flaky').length;
    expect(inTrouble).toBeLessThan(200);
    // After the minute it is the better model again.
    expect(answers.slice(-300)).toContain('a/flaky');
    expect(flakySends).toBeLessThan(900);
  });

  it('answer nearly everybody where half of the calls of the only one fail for a minute', async () => {
    const flaky: Behaviour = (now) => (now < MINUTE && random.chance(0.5) ? broken() : undefined);
    offer([offerOf('a/flaky', flaky)]);
    const { answers, failures } = await driveAll(200, (index) => index * 500);
    expect(failures.length).toBeLessThanOrEqual(2);
    expect(answers.length).toBeGreaterThanOrEqual(198);
  });

  it('are given up when they say nothing, and when they hardly say anything', async () => {
    const hang: ScriptedOffer = { ...offerOf('a/hangs', () => undefined), answer: () => new Promise(() => {}) };
    const trickle: ScriptedOffer = {
      ...offerOf('b/trickles', () => undefined),
      answer: async ({ call }) => {
        while (!call.signal.aborted) {
          await sleep(10 * SECOND);
          call.onDelta('.');
        }
        return { text: '' };
      },
    };
    for (const [slow, giveUpMs] of [
      [hang, 30 * SECOND],
      [trickle, 120 * SECOND],
    ] as const) {
      offer([slow]);
      const answer = open()
        .next({ number: 1 })
        .then((route) => route.answer({ signal: new AbortController().signal, onDelta: () => {} }))
        .catch((error: unknown) => error);
      const begun = clock.now();
      let error: unknown;
      void answer.then((reason) => {
        error = reason;
      });
      while (error === undefined) {
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
        if (error === undefined) clock.advanceToNext();
      }
      expect(error).toMatchObject({ class: 'timed_out' });
      expect(clock.now() - begun).toBeLessThanOrEqual(giveUpMs + 10 * SECOND);
      expect(clock.now() - begun).toBeGreaterThanOrEqual(giveUpMs);
    }
  });

  it('are waited for while all are down for ten minutes, without a busy retry', async () => {
    const outage: Behaviour = (now) => (now < 10 * MINUTE ? refused() : undefined);
    offer([offerOf('a/one', outage), offerOf('a/two', outage), offerOf('b/three', outage)]);
    const { answers, failures, tookMs } = await driveAll(200);
    expect(failures).toEqual([]);
    expect(answers).toHaveLength(200);
    for (let minute = 1; minute < 10; minute++)
      expect(countSent(minute * MINUTE, (minute + 1) * MINUTE)).toBeLessThanOrEqual(30);
    expect(tookMs).toBeLessThan(13 * MINUTE);
    // Each of them looks now and then, and asks nobody.
    expect(waits).toBeLessThan(200 * 60);
  });

  it('are waited for by a single call through ten minutes too', async () => {
    const outage: Behaviour = (now) => (now < 10 * MINUTE ? broken() : undefined);
    offer([offerOf('a/one', outage)]);
    const { answers } = await driveAll(1);
    expect(answers).toEqual(['a/one']);
    expect(providers.sent.length).toBeLessThanOrEqual(MOST_ATTEMPTS);
  });

  it('are asked at most as often as is stated where every layer fails', async () => {
    const always: Behaviour = () => broken();
    const ids = ['a/1', 'a/2', 'a/3', 'b/1', 'b/2', 'b/3', 'c/1', 'c/2', 'c/3'];
    // They say that they are well, which makes it worse.
    offer(ids.map((id) => offerOf(id, always, { probe: () => ({ status: 'ok' }) })));
    const { failures } = await driveAll(20);
    expect(failures).toHaveLength(20);
    expect(providers.sent.length).toBeLessThanOrEqual(20 * MOST_ATTEMPTS);
  });

  it('are tried by one call at a time when they may be back, however many wait', async () => {
    const downUntil = startedAt + MINUTE;
    let atOnce = 0;
    let mostWhileDown = 0;
    const slowly: ScriptedOffer = {
      ...offerOf('a/one', () => undefined),
      answer: async () => {
        atOnce += 1;
        sentAt.push(clock.now() - startedAt);
        if (clock.now() > startedAt + 10 * SECOND && clock.now() < downUntil)
          mostWhileDown = Math.max(mostWhileDown, atOnce);
        await sleep(3 * SECOND);
        atOnce -= 1;
        if (clock.now() < downUntil) throw broken();
        return { text: 'back' };
      },
      probe: () => ({ status: 'failed', class: 'overloaded', message: 'not yet' }),
    };
    offer([slowly]);
    // Three find out that it is down, then four hundred come.
    const { failures } = await driveAll(403, (index) => (index < 3 ? 0 : 10 * SECOND));
    expect(failures).toEqual([]);
    expect(mostWhileDown).toBe(1);
    for (let second = 60; second < 120; second++)
      expect(countSent(second * SECOND, (second + 1) * SECOND)).toBeLessThan(150);
    expect(providers.sent.length - 403).toBeLessThan(20);
  });
});
