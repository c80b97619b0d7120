import * as z from 'zod';
import { describe, expect, it } from 'vitest';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';
import { SimClock } from '../testing/sim-clock.ts';
import type { Scope } from './scope.ts';

const pure = { effect: 'pure' } as const;
const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const go = { key: 'message:go', payload: z.null() } as const;

describe('waiting', () => {
  it('ends at its time when no signal comes', async () => {
    const clock = new SimClock();
    const stage = new TestStage({
      clock,
      programs: [
        toProgram('wait', async (scope) => (await scope.waitFor({ ...go, until: scope.now() + 60_000 })).status),
      ],
    });
    const run = await stage.submit('wait');
    await stage.asleep(run);
    await expect.poll(() => clock.next).toBe(clock.now() + 60_000);
    clock.advance(59_000);
    expect((await stage.state(run)).status).toBe('waiting');
    clock.advance(2_000);
    expect((await stage.ended(run)).output).toEqual({ value: 'timed_out' });
  });

  it('passes over a signal of the wrong shape and takes the next one', async () => {
    const stage = new TestStage({
      programs: [
        toProgram('wait', async (scope) => {
          const received = await scope.waitFor({
            key: 'message:number',
            payload: z.number(),
            about: 'a number, please',
          });
          return received.status === 'received' ? received.value : null;
        }),
      ],
    });
    const run = await stage.submit('wait');
    expect((await stage.asleep(run)).waits).toMatchObject({
      'wait/1': { key: 'message:number', about: 'a number, please' },
    });
    await stage.engine.send(TEST_PRINCIPAL, run, { key: 'message:number', payload: 'seven' });
    await stage.engine.send(TEST_PRINCIPAL, run, { key: 'message:number', payload: 7 });
    expect((await stage.ended(run)).output).toEqual({ value: 7 });
    expect(await stage.types(run)).toContain('signal.refused');
  });

  it('gives the signals of one key to the waits in order, those that came early too', async () => {
    const stage = new TestStage({
      programs: [
        toProgram('two', async (scope) => {
          const values: string[] = [];
          for (let count = 0; count < 3; count++) {
            const received = await scope.waitFor({ key: 'message:word', payload: z.string() });
            if (received.status === 'received') values.push(received.value);
          }
          return values;
        }),
      ],
    });
    const run = await stage.submit('two');
    for (const word of ['a', 'b', 'c'])
      await stage.engine.send(TEST_PRINCIPAL, run, { key: 'message:word', payload: word });
    expect((await stage.ended(run)).output).toEqual({ value: ['a', 'b', 'c'] });
  });

  it('ends a run at its deadline, also while it sleeps', async () => {
    const clock = new SimClock();
    const stage = new TestStage({
      clock,
      programs: [toProgram('wait', async (scope) => (await scope.waitFor(go)).status)],
    });
    const run = await stage.submit('wait', null, { deadline: clock.now() + 5_000 });
    await stage.asleep(run);
    clock.advance(5_000);
    expect(await stage.ended(run)).toMatchObject({ status: 'failed', error: { code: 'deadline_exceeded' } });
  });

  it('gives a child run the deadline of its parent', async () => {
    const clock = new SimClock();
    const stage = new TestStage({
      clock,
      programs: [
        toProgram('child', async (scope) => (await scope.waitFor(go)).status),
        toProgram(
          'parent',
          async (scope) => (await scope.child('kid', { program: 'child', input: null, title: 'kid' })).status,
        ),
      ],
    });
    const run = await stage.submit('parent', null, {
      deadline: clock.now() + 5_000,
      priority: 'high',
      trace,
    });
    const [child] = Object.keys((await stage.asleep(run)).children);
    expect(await stage.state(child as typeof run)).toMatchObject({
      deadline: clock.now() + 5_000,
      priority: 'high',
      trace,
      parent: { run },
    });
  });
});

describe('what a program draws and asks', () => {
  it('is the same on replay: time, chance and ids', async () => {
    const drawn: unknown[] = [];
    const stage = new TestStage({
      programs: [
        toProgram('draw', async (scope) => {
          await scope.step('s', pure, async () => null);
          const values = [scope.now(), scope.random(), scope.random(), scope.newId()];
          drawn.push(values);
          await scope.waitFor(go);
          return values;
        }),
      ],
    });
    const run = await stage.submit('draw');
    await stage.asleep(run);
    stage.restart();
    await stage.engine.send(TEST_PRINCIPAL, run, { key: 'message:go', payload: null });
    await stage.ended(run);
    expect(drawn).toHaveLength(2);
    expect(drawn[0]).toEqual(drawn[1]);
    const [, one, other] = drawn[0] as number[];
    expect(one).not.toBe(other);
    expect(one).toBeGreaterThanOrEqual(0);
    expect(one).toBeLessThan(1);
  });

  it('takes the old road where a journal goes on without the change, and the new one at its edge', async () => {
    const program = (changes: Record<string, number> | undefined) =>
      toProgram(
        'changing',
        async (scope) => {
          const first = changes ? scope.version('early') : 0;
          await scope.step('s', pure, async () => null);
          await scope.waitFor(go);
          const second = changes ? scope.version('late') : 0;
          await scope.waitFor(go);
          return [first, second];
        },
        changes,
      );
    const stage = new TestStage({ programs: [program(undefined)] });
    const run = await stage.submit('changing');
    await stage.asleep(run);
    stage.restart({ programs: [program({ early: 2, late: 3 })], build: 'next' });
    await stage.engine.send(TEST_PRINCIPAL, run, { key: 'message:go', payload: null });
    await stage.engine.send(TEST_PRINCIPAL, run, { key: 'message:go', payload: null });
    expect((await stage.ended(run)).output).toEqual({ value: [0, 3] });
    const fresh = await stage.submit('changing');
    for (let count = 0; count < 2; count++)
      await stage.engine.send(TEST_PRINCIPAL, fresh, { key: 'message:go', payload: null });
    expect((await stage.ended(fresh)).output).toEqual({ value: [2, 3] });
  });

  it('records once what a program writes down, and keeps a document with its versions', async () => {
    const stage = new TestStage({
      programs: [
        toProgram('notes', async (scope) => {
          await scope.record({ name: 'vote.cast', data: { for: 'ann' } });
          const text = (words: string) =>
            scope.produce({ name: 'a.md', mediaType: 'text/markdown', text: words, labels: [] });
          const first = await text('one');
          const second = await text('two');
          await scope.waitFor(go);
          return [first.version, second.version];
        }),
      ],
    });
    const run = await stage.submit('notes');
    await stage.asleep(run);
    stage.restart();
    await stage.engine.send(TEST_PRINCIPAL, run, { key: 'message:go', payload: null });
    const state = await stage.ended(run);
    expect(state.output).toEqual({ value: [1, 2] });
    expect(state.artefacts.map(({ name, version }) => `${name}@${version}`)).toEqual(['a.md@1', 'a.md@2']);
    const [first] = state.artefacts;
    expect(first && new TextDecoder().decode(await stage.store.findBlob(state.tenant, first.blob))).toBe('one');
    expect((await stage.types(run)).filter((type) => type === 'domain.recorded')).toHaveLength(1);
  });

  it('accepts the result of another build and records that the input drifted', async () => {
    let input = 1;
    const stage = new TestStage({
      programs: [
        toProgram('drift', async (scope) => {
          const result = await scope.step('s', { ...pure, input }, async () => `for ${input}`);
          await scope.waitFor(go);
          return result;
        }),
      ],
    });
    const run = await stage.submit('drift');
    await stage.asleep(run);
    input = 2;
    stage.restart({ build: 'next' });
    await stage.engine.send(TEST_PRINCIPAL, run, { key: 'message:go', payload: null });
    expect((await stage.ended(run)).output).toEqual({ value: 'for 1' });
    expect(await stage.types(run)).toContain('replay.drifted');
  });

  it('refuses names that would blur a path, and an episode that ends with a branch open', async () => {
    const stage = new TestStage({
      programs: [
        toProgram('slash', async (scope) => scope.step('a/b', pure, async () => null)),
        toProgram('branch', async (scope) => {
          await scope.all({ one: async (own: Scope) => own.continueAs(1) });
          return null;
        }),
        toProgram('open', async (scope) => {
          void scope.step('s', pure, async () => null);
          return scope.continueAs(1);
        }),
      ],
    });
    expect((await stage.run('slash')).error).toMatchObject({ code: 'invalid_input' });
    expect((await stage.run('branch')).status).toBe('completed');
    expect((await stage.run('open')).error).toMatchObject({ code: 'continue_with_open_branches' });
  });
});

describe('joins', () => {
  const work =
    (name: string, fails = false) =>
    (own: Scope) =>
      own.step('s', pure, async () => {
        if (fails) throw new Error(`${name} broke`);
        return name;
      });

  it('waits for all, whatever becomes of them', async () => {
    const stage = new TestStage({
      programs: [
        toProgram('all', async (scope) => {
          const outcomes = await scope.all({ ann: work('ann'), bob: work('bob', true), cid: work('cid') });
          return Object.values(outcomes).map(({ status }) => status);
        }),
      ],
    });
    expect((await stage.run('all')).output).toEqual({ value: ['done', 'failed', 'done'] });
  });

  it('stops the others when there is enough, and fails nothing where there is not', async () => {
    const late = (own: Scope) => own.sleepUntil(own.now() + 9e9).then(() => 'late');
    const toStates = (outcomes: Record<string, { status: string }>) =>
      Object.entries(outcomes).map(([name, { status }]) => `${name} ${status}`);
    const stage = new TestStage({
      programs: [
        toProgram('enough', async (scope) => {
          const branches = { ann: work('ann', true), bob: work('bob'), cid: late };
          return toStates(await scope.all(branches, { enough: 1 }));
        }),
        toProgram('too few', async (scope) => {
          const branches = { ann: work('ann', true), bob: work('bob', true), cid: work('cid') };
          return toStates(await scope.all(branches, { enough: 2 }));
        }),
      ],
    });
    expect((await stage.run('enough')).output).toEqual({ value: ['ann failed', 'bob done', 'cid stopped'] });
    expect((await stage.run('too few')).output).toEqual({ value: ['ann failed', 'bob failed', 'cid done'] });
  });

  it('fails as soon as a quorum cannot be reached any more', async () => {
    const stage = new TestStage({
      programs: [
        toProgram('quorum', async (scope) => {
          await scope.all(
            {
              ann: work('ann', true),
              bob: work('bob', true),
              cid: (own) => own.sleepUntil(own.now() + 9e9).then(() => 'late'),
            },
            { successes: 2 },
          );
          return null;
        }),
      ],
    });
    expect((await stage.run('quorum')).error).toMatchObject({
      code: 'join_failed',
      message: expect.stringContaining('ann broke'),
    });
  });

  it('runs no more branches at once than allowed', async () => {
    let open = 0;
    let most = 0;
    const busy = (own: Scope) =>
      own.step('s', pure, async () => {
        open++;
        most = Math.max(most, open);
        await new Promise((resolve) => setImmediate(resolve));
        open--;
      });
    const stage = new TestStage({
      programs: [
        toProgram('few', async (scope) => {
          const branches = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`b${index}`, busy]));
          return Object.keys(await scope.all(branches, { atOnce: 3 })).length;
        }),
      ],
    });
    expect((await stage.run('few')).output).toEqual({ value: 9 });
    expect(most).toBe(3);
  });

  it('joins nothing at once', async () => {
    const stage = new TestStage({
      programs: [toProgram('none', async (scope) => Object.keys(await scope.all({})).length)],
    });
    expect((await stage.run('none')).output).toEqual({ value: 0 });
  });

  it('refuses a policy that no branch could meet', async () => {
    const stage = new TestStage({
      programs: [
        toProgram('odd', async (scope) => Object.keys(await scope.all({ a: work('a') }, { successes: 2 })).length),
      ],
    });
    expect((await stage.run('odd')).error).toMatchObject({ code: 'invalid_input' });
  });
});
