/** Single faults from the matrix, each at the place where it hurts most. */
import { type Json } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Program } from '../run/program.ts';
import type { Scope } from '../run/scope.ts';
import { createScriptedModel } from './scripted-model.ts';
import { PRINCIPAL } from './simulation/client.ts';
import { nextTurn } from './simulation/idle.ts';
import { eventsOf } from './simulation/observer.ts';
import { SimStage } from './simulation/sim-stage.ts';

const HOUR_MS = 3_600_000;

describe('a kill between the effect and the journal', () => {
  it('repeats an idempotent call with the same key, so that it happens once', async () => {
    const keys: string[] = [];
    const stage = stageOf(
      {
        pay: (scope) =>
          scope.step('pay', { effect: 'idempotent', output: z.string() }, async (_, { key }) => {
            keys.push(key);
            return 'paid';
          }),
      },
      killOnce('after-act'),
    );
    const run = await stage.submit({ program: 'pay' });
    await stage.play(2_000);

    expect(stage.get(run).state).toMatchObject({ status: 'completed', output: { value: 'paid' } });
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it('does not repeat a call that cannot be undone, but finds out what became of it', async () => {
    let calls = 0;
    const stage = stageOf(
      {
        send: (scope) => {
          const verify = async () =>
            calls > 0 ? { happened: true as const, output: 'sent' } : { happened: false as const };
          return scope.step('send', { effect: 'irreversible', output: z.string(), verify }, async () => {
            calls++;
            return 'sent';
          });
        },
      },
      killOnce('after-act'),
    );
    const run = await stage.submit({ program: 'send' });
    await stage.play(2_000);

    expect(calls).toBe(1);
    expect(stage.get(run).state).toMatchObject({ status: 'completed', output: { value: 'sent' }, doubts: {} });
    expect(eventsOf(stage.get(run), 'effect.doubted')).toMatchObject([{ cause: 'crash' }]);
  });
});

describe('a kill between the journal and the answer', () => {
  it('gives the client that asks again the same run and the same signal', async () => {
    const stage = stageOf(
      {
        greet: async (scope) => (await scope.waitFor({ key: 'message:name', payload: z.string() })).status,
      },
      killOnce('after-append'),
    );
    const run = await stage.submit({ program: 'greet' });
    await stage.play(2_000);
    for (let time = 0; time < 2; time++) {
      await stage.server.engine.submit(PRINCIPAL, { program: 'greet', title: 'greet', input: null, run });
      await stage.send(run, { id: 'name', key: 'message:name', payload: 'Ann' });
    }
    await stage.play(2_000);

    expect(stage.boots).toBe(2);
    expect(stage.data.runs.size).toBe(1);
    expect(stage.get(run).state.output).toEqual({ value: 'received' });
    expect(eventsOf(stage.get(run), 'signal.received')).toHaveLength(1);
  });
});

describe('a step that goes wrong', () => {
  const huge = 'x'.repeat(17 * 1024 * 1024);
  const ways: Record<string, [act: () => Promise<Json>, code: string]> = {
    'returns more than a run may hold': [async () => huge, 'payload_too_large'],
    'throws at once': [
      () => {
        throw new Error('broken');
      },
      'step_failed',
    ],
    'rejects with nothing': [() => Promise.reject(undefined), 'step_failed'],
    'is no async function': [() => 'text' as unknown as Promise<Json>, 'step_failed'],
    'returns what is no data': [async () => (() => 1) as unknown as Json, 'not_serializable'],
    'returns what holds itself': [
      async () => {
        const loop: { self?: Json } = {};
        loop.self = loop as Json;
        return loop as Json;
      },
      'not_serializable',
    ],
  };
  for (const [way, [act, code]] of Object.entries(ways)) {
    it(`fails its own run and no other, when it ${way}`, async () => {
      const stage = stageOf({ bad: (scope) => scope.step('bad', { effect: 'read' }, act), good: async () => 'fine' });
      const bad = await stage.submit({ program: 'bad' });
      const good = await stage.submit({ program: 'good' });
      await stage.play(2_000);

      expect(stage.get(bad).state).toMatchObject({ status: 'failed', error: { code } });
      expect(stage.get(good).state).toMatchObject({ status: 'completed' });
      expect(stage.boots).toBe(1);
      expect(JSON.stringify(stage.get(bad).events).length).toBeLessThan(10_000);
    });
  }
});

describe('a model that answers differently each time', () => {
  it('is not asked again for what the journal holds', async () => {
    const model = createScriptedModel({ answer: (_, count) => `answer ${count}` });
    const seen: Json[] = [];
    const stage = stageOf({
      talk: async (scope) => {
        const answers: Json[] = [];
        for (let turn = 0; turn < 3; turn++) answers.push(await ask(scope, model));
        seen.push(answers);
        await scope.waitFor({ key: 'message:on', payload: z.json() });
        return answers;
      },
    });
    const run = await stage.submit({ program: 'talk' });
    await stage.play();
    for (let restart = 0; restart < 3; restart++) {
      stage.kill();
      await stage.play();
    }
    await stage.send(run, { id: 'on', key: 'message:on', payload: null });
    await stage.play();

    expect(stage.get(run).state.output).toEqual({ value: ['answer 1', 'answer 2', 'answer 3'] });
    expect(model.requests).toHaveLength(3);
    expect(new Set(seen.map((answers) => JSON.stringify(answers))).size).toBe(1);
  });
});

describe('an approval that never comes', () => {
  it('holds nothing: no driver, no timer, and it survives every restart', async () => {
    const stage = stageOf({
      deploy: async (scope) => (await scope.waitFor({ key: 'approval:deploy', payload: z.json() })).status,
    });
    const runs = [await stage.submit({ program: 'deploy' }), await stage.submit({ program: 'deploy' })];
    await stage.play(24 * HOUR_MS);
    stage.kill();
    await stage.play(24 * HOUR_MS);

    expect(stage.server.engine.driving).toBe(0);
    expect(stage.clock.armed).toBe(0);
    for (const run of runs)
      expect(stage.get(run).state).toMatchObject({
        status: 'waiting',
        waits: { 'wait/1': { key: 'approval:deploy' } },
      });
  });

  it('ends at the time that the program has set for it, once', async () => {
    const stage = stageOf({
      deploy: async (scope) =>
        (await scope.waitFor({ key: 'approval:deploy', payload: z.json(), until: scope.now() + HOUR_MS })).status,
    });
    const run = await stage.submit({ program: 'deploy' });
    await stage.play(HOUR_MS - 1);
    expect(stage.get(run).state.status).toBe('waiting');
    await stage.play(1);

    expect(stage.get(run).state.output).toEqual({ value: 'timed_out' });
    expect(eventsOf(stage.get(run), 'timer.fired')).toHaveLength(1);
  });
});

describe('a cancel during a fan-out of fifty', () => {
  it('stops all of them, and nothing is called after it', async () => {
    let calls = 0;
    let stopped = 0;
    const stage = stageOf({
      fan: async (scope) => {
        const names = Array.from({ length: 50 }, (_, index) => `worker-${index}`);
        const branch = async (inner: Scope) => {
          for (;;) {
            await inner.step('work', { effect: 'idempotent', output: z.null() }, (signal) => {
              calls++;
              return work(stage, signal, { ms: 10, onStop: () => stopped++ });
            });
          }
        };
        await scope.all(Object.fromEntries(names.map((name) => [name, branch])));
        return null;
      },
    });
    const run = await stage.submit({ program: 'fan' });
    await stage.play(100);
    const before = calls;
    await stage.server.engine.cancel(PRINCIPAL, run, 'enough');
    await stage.play();
    const atCancel = calls;
    await stage.play(HOUR_MS);

    expect(before).toBeGreaterThan(300);
    expect(stopped).toBe(50);
    expect(atCancel).toBe(before);
    expect(calls).toBe(before);
    expect(stage.get(run).state).toMatchObject({ status: 'cancelled' });
    expect(stage.get(run).state.stoppedAt).toHaveLength(50);
  });
});

describe('a cancel during an act that takes an hour', () => {
  it('is heard at once, however close it comes behind another signal', async () => {
    for (let turns = 0; turns < 8; turns++) {
      const stage = stageOf({
        work: (scope) => scope.step('work', { effect: 'read', output: z.null() }, (signal) => long(stage, signal)),
      });
      const run = await stage.submit({ program: 'work' });
      await stage.play(1_000);
      void stage.send(run, { id: 'note', key: 'message:note', payload: null });
      for (let turn = 0; turn < turns; turn++) await nextTurn();
      void stage.server.engine.cancel(PRINCIPAL, run, 'enough');
      await stage.play();

      expect(stage.get(run).state.status, `${turns} turns apart`).toBe('cancelled');
    }
  });
});

describe('a clock that is set', () => {
  const naps = {
    nap: async (scope: Scope) => {
      const until = scope.now() + HOUR_MS / 2;
      await scope.sleepUntil(until);
      return scope.now() >= until ? 'in time' : 'too early';
    },
    wink: async (scope: Scope) => {
      const until = scope.now() + 500;
      await scope.sleepUntil(until);
      return scope.now() >= until ? 'in time' : 'too early';
    },
  };

  for (const ms of [HOUR_MS, 8 * HOUR_MS]) {
    it(`fires what has become due once when it is set ${ms / HOUR_MS} h forward`, async () => {
      const stage = stageOf(naps);
      const runs = [await stage.submit({ program: 'nap' }), await stage.submit({ program: 'wink' })];
      await stage.play(100);
      stage.clock.jump(ms);
      await stage.play(HOUR_MS);

      for (const run of runs) {
        expect(stage.get(run).state.output).toEqual({ value: 'in time' });
        expect(eventsOf(stage.get(run), 'timer.fired')).toHaveLength(1);
      }
    });
  }

  it('fires nothing early and nothing twice when it is set 1 h back', async () => {
    const stage = stageOf(naps);
    const runs = [await stage.submit({ program: 'nap' }), await stage.submit({ program: 'wink' })];
    await stage.play(100);
    stage.clock.jump(-HOUR_MS);
    for (let ring = 0; ring < 3; ring++) {
      stage.clock.ringEarly();
      await stage.play(1_000);
    }
    for (const run of runs) expect(eventsOf(stage.get(run), 'timer.fired')).toEqual([]);

    await stage.play(2 * HOUR_MS);
    for (const run of runs) {
      expect(stage.get(run).state.output).toEqual({ value: 'in time' });
      expect(eventsOf(stage.get(run), 'timer.fired')).toHaveLength(1);
    }
  });
});

function long(stage: SimStage, signal: AbortSignal): Promise<null> {
  return work(stage, signal, { ms: HOUR_MS, onStop: () => {} });
}

/** Takes its time, and says so when it is stopped before it has ended. */
function work(
  { clock }: SimStage,
  signal: AbortSignal,
  { ms, onStop }: { ms: number; onStop: () => void },
): Promise<null> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      callOff();
      onStop();
      reject(signal.reason);
    };
    const callOff = clock.at(clock.now() + ms, () => {
      signal.removeEventListener('abort', stop);
      resolve(null);
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}

type Body = (scope: Scope) => Promise<Json>;

function stageOf(bodies: Record<string, Body>, onFailpoint?: (point: string) => boolean): SimStage {
  const programs = Object.entries(bodies).map(
    ([name, body]): Program => ({
      name,
      version: 1,
      input: z.json(),
      run: async (scope) => ({ output: await body(scope), labels: [] }),
    }),
  );
  return new SimStage({ createPrograms: () => programs, ...(onFailpoint && { onFailpoint }) });
}

function killOnce(at: string): (point: string) => boolean {
  let isDone = false;
  return (point) => {
    if (isDone || point !== at) return false;
    isDone = true;
    return true;
  };
}

function ask(scope: Scope, model: ReturnType<typeof createScriptedModel>): Promise<string> {
  const request = { agent: 'ann' as never, system: '', messages: [], tools: [], maxOutputTokens: 10, seed: 'seed' };
  return scope.step('model', { effect: 'read', kind: 'model', output: z.string() }, async (signal) => {
    const { text } = await model.answer(request, { signal, onDelta() {} });
    return text;
  });
}
