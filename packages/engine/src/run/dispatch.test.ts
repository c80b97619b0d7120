import { describe, expect, it } from 'vitest';
import { StoreFullError } from '../errors.ts';
import { SimClock } from '../testing/sim-clock.ts';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';
import { CLAIMS_WITHOUT_PROGRESS } from './quarantine.ts';

const pure = { effect: 'pure' } as const;

/** A program whose step does not end before it is told to. */
function createGate() {
  const gate = Promise.withResolvers<void>();
  let open = 0;
  let most = 0;
  const began = Promise.withResolvers<void>();
  const program = toProgram('gate', (scope) =>
    scope.step('held', pure, async () => {
      open++;
      most = Math.max(most, open);
      began.resolve();
      await gate.promise;
      open--;
      return 'through';
    }),
  );
  return { gate, began, program, most: () => most };
}

/** Claims look only once they may, and are answered only once they may be. */
function holdClaims({ store }: TestStage) {
  const claimReady = store.claimReady.bind(store);
  const held = { claims: 0, look: Promise.resolve(), answer: Promise.resolve() };
  store.claimReady = async (...wish) => {
    held.claims += 1;
    await held.look;
    const claimed = await claimReady(...wish);
    await held.answer;
    return claimed;
  };
  return held;
}

describe('dispatching', () => {
  it('looks once for all that it is told of before it looks', async () => {
    const stage = new TestStage({ programs: [toProgram('fine', async () => 'fine')] });
    await stage.run('fine');
    const held = holdClaims(stage);
    const look = Promise.withResolvers<void>();
    held.look = look.promise;
    const runs = [await stage.submit('fine'), await stage.submit('fine')];
    look.resolve();
    for (const run of runs) expect((await stage.ended(run)).status).toBe('completed');
    expect(held.claims).toBe(1);
  });

  it('looks again for what it is told of while a claim is being answered', async () => {
    const stage = new TestStage({ programs: [toProgram('fine', async () => 'fine')] });
    await stage.run('fine');
    const held = holdClaims(stage);
    const answer = Promise.withResolvers<void>();
    held.answer = answer.promise;
    const early = await stage.submit('fine');
    await expect.poll(() => stage.store.data.findRow(TEST_PRINCIPAL.tenant, early)?.place.kind).toBe('driven');
    const late = await stage.submit('fine');
    answer.resolve();
    for (const run of [early, late]) expect((await stage.ended(run)).status).toBe('completed');
    expect(held.claims).toBe(2);
  });

  it('wakes a run whose time comes while a claim is being answered', async () => {
    const clock = new SimClock();
    const stage = new TestStage({
      clock,
      programs: [
        toProgram('nap', async (scope) => scope.sleepUntil(scope.now() + 60_000).then(() => 'woken')),
        toProgram('fine', async () => 'fine'),
      ],
    });
    const nap = await stage.submit('nap');
    await stage.asleep(nap);
    await expect.poll(() => clock.next).toBe(clock.now() + 60_000);
    const held = holdClaims(stage);
    const answer = Promise.withResolvers<void>();
    held.answer = answer.promise;
    const run = await stage.submit('fine');
    await expect.poll(() => stage.store.data.findRow(TEST_PRINCIPAL.tenant, run)?.place.kind).toBe('driven');
    clock.advance(60_000);
    answer.resolve();
    expect((await stage.ended(run)).status).toBe('completed');
    // A real clock rings by itself for what is due already.
    await expect
      .poll(() => {
        clock.advance(0);
        return stage.store.data.findRow(TEST_PRINCIPAL.tenant, nap)?.place.kind;
      })
      .toBe('ended');
  });

  it('leaves to others what it has claimed when it is closed, as if it had never been claimed', async () => {
    const stage = new TestStage({ programs: [toProgram('fine', async () => 'fine')] });
    await stage.run('fine');
    const held = holdClaims(stage);
    const answer = Promise.withResolvers<void>();
    held.answer = answer.promise;
    const run = await stage.submit('fine');
    const findPlace = () => stage.store.data.findRow(TEST_PRINCIPAL.tenant, run);
    await expect.poll(() => findPlace()?.place.kind).toBe('driven');
    const closed = stage.engine.close();
    answer.resolve();
    await closed;
    expect(findPlace()).toMatchObject({ place: { kind: 'ready' }, claims: 0 });
  });

  it('drives no more runs at once than there is room for, and all of them in the end', async () => {
    const { gate, began, program, most } = createGate();
    const stage = new TestStage({ programs: [program], concurrentRuns: 3 });
    const runs = await Promise.all(Array.from({ length: 10 }, () => stage.submit('gate')));
    await began.promise;
    await stage.store.feedHead(TEST_PRINCIPAL.tenant);
    expect(stage.engine.driving).toBe(3);
    gate.resolve();
    for (const run of runs) expect((await stage.ended(run)).status).toBe('completed');
    expect(most()).toBe(3);
  });

  it('drives the more urgent run first, but lets nothing starve', async () => {
    const order: string[] = [];
    const { gate, began, program } = createGate();
    const clock = new SimClock();
    const note = toProgram('note', async (scope, { input }) =>
      scope.step('note', pure, async () => order.push(JSON.stringify(input))),
    );
    const stage = new TestStage({ programs: [program, note], concurrentRuns: 1, clock });
    await stage.submit('gate');
    await began.promise;
    const old = await stage.submit('note', 'old background', { priority: 'background' });
    clock.advance(2_000_000);
    const runs = [old];
    for (const priority of ['low', 'normal', 'critical', 'high'] as const)
      runs.push(await stage.submit('note', priority, { priority }));
    gate.resolve();
    for (const run of runs) await stage.ended(run);
    expect(order.map((each) => JSON.parse(each))).toEqual(['old background', 'critical', 'high', 'normal', 'low']);
  });

  it('frees the place of a run that waits', async () => {
    const stage = new TestStage({
      programs: [
        toProgram('nap', async (scope) => scope.sleepUntil(scope.now() + 3_600_000).then(() => null)),
        toProgram('quick', async () => 'done'),
      ],
      concurrentRuns: 1,
    });
    const nap = await stage.submit('nap');
    await stage.asleep(nap);
    expect((await stage.run('quick')).status).toBe('completed');
    expect(stage.engine.driving).toBe(0);
  });

  it('lets what is under way end when it closes, and goes on after the next start', async () => {
    const { gate, began, program } = createGate();
    const stage = new TestStage({ programs: [program] });
    const run = await stage.submit('gate');
    await began.promise;
    const closing = stage.engine.close();
    gate.resolve();
    await closing;
    expect(await stage.types(run)).toEqual(['run.submitted', 'run.started', 'step.completed', 'run.parked']);
    await expect(stage.submit('gate')).rejects.toMatchObject({ code: 'engine_closed' });
    stage.restart();
    expect((await stage.ended(run)).output).toEqual({ value: 'through' });
  });

  it('gives back what does not end within the grace, however often: an orderly restart says nothing against a run', async () => {
    const { gate, program } = createGate();
    const stage = new TestStage({ programs: [program] });
    const run = await stage.submit('gate');
    const findRow = () => stage.store.data.findRow(TEST_PRINCIPAL.tenant, run);
    for (let restart = 0; restart <= CLAIMS_WITHOUT_PROGRESS; restart++) {
      await expect.poll(() => findRow()?.place.kind).toBe('driven');
      await stage.engine.close(0);
      // One that was asked before it had begun sleeps, until at once.
      const place = findRow()?.place;
      expect(place?.kind === 'ready' || (place?.kind === 'asleep' && place.until !== undefined)).toBe(true);
      stage.restart();
    }
    gate.resolve();
    expect((await stage.ended(run)).output).toEqual({ value: 'through' });
    expect(await stage.types(run)).not.toContain('run.quarantined');
  });

  it('lets effects that are on their way arrive before others may ask after them', async () => {
    const { promise: sent, resolve } = Promise.withResolvers<void>();
    const program = toProgram('send', (scope) =>
      scope.step('mail', { effect: 'irreversible' }, () => {
        resolve();
        return new Promise<string>(() => {});
      }),
    );
    const stage = new TestStage({ programs: [program] });
    const run = await stage.submit('send');
    await sent;
    await stage.engine.close(0);
    const place = stage.store.data.findRow(TEST_PRINCIPAL.tenant, run)?.place;
    expect(place?.kind === 'ready' && place.readyAt > Date.now() + 5_000).toBe(true);
  });

  it('puts a run aside that ends its process again and again, drives the others, and goes on when it is resumed', async () => {
    const began: (() => void)[] = [];
    let poisonous = true;
    const stage = new TestStage({
      programs: [
        toProgram('poison', (scope) =>
          scope.step('kill', pure, () => {
            began.shift()?.();
            return poisonous ? new Promise<string>(() => {}) : Promise.resolve('harmless');
          }),
        ),
        toProgram('healthy', async () => 'fine'),
      ],
    });
    const next = () => new Promise<void>((resolve) => began.push(resolve));
    let started = next();
    const run = await stage.submit('poison');
    for (let boot = 1; boot <= CLAIMS_WITHOUT_PROGRESS; boot++) {
      await started;
      started = next();
      stage.restart();
    }
    expect((await stage.asleep(run)).status).toBe('quarantined');
    expect((await stage.run('healthy')).status).toBe('completed');
    poisonous = false;
    await stage.engine.resume(TEST_PRINCIPAL, run);
    expect(await stage.ended(run)).toMatchObject({ status: 'completed', output: { value: 'harmless' } });
  });

  it('leaves a run alone whose journal was changed, and says so', async () => {
    const stage = new TestStage({
      programs: [toProgram('nap', async (scope) => scope.sleepUntil(scope.now() + 3_600_000).then(() => null))],
    });
    const run = await stage.submit('nap');
    await stage.asleep(run);
    const row = stage.store.data.findRow(TEST_PRINCIPAL.tenant, run);
    const entry = row?.entries[2];
    if (entry)
      row.entries[2] = { ...entry, body: entry.body.replace('3600000', '3600001').replace(/"until":\d+/, '"until":1') };
    await stage.engine.cancel(TEST_PRINCIPAL, run, 'go');
    await expect.poll(() => stage.problems).toEqual([expect.objectContaining({ code: 'journal_corrupt' })]);
    await expect.poll(() => row?.summary).toMatchObject({ status: 'quarantined', errorCode: 'journal_corrupt' });
    expect(row?.entries).toHaveLength(4);
  });

  it('leaves a run alone that holds events of a newer version', async () => {
    const stage = new TestStage({
      programs: [toProgram('nap', async (scope) => scope.sleepUntil(scope.now() + 3_600_000).then(() => null))],
    });
    const run = await stage.submit('nap');
    await stage.asleep(run);
    const row = stage.store.data.findRow(TEST_PRINCIPAL.tenant, run);
    const entry = row?.entries[2];
    if (entry) row.entries[2] = { ...entry, type: 'moon.landed' };
    await stage.engine.cancel(TEST_PRINCIPAL, run, 'go');
    await expect.poll(() => stage.problems).toEqual([expect.objectContaining({ code: 'journal_too_new' })]);
  });

  it('waits while the disk is full, and goes on when there is space again', async () => {
    const clock = new SimClock();
    const stage = new TestStage({
      clock,
      programs: [toProgram('one', (scope) => scope.step('s', pure, async () => 'kept'))],
    });
    const append = stage.store.append.bind(stage.store);
    let refusals = 0;
    stage.store.append = async (wish) => {
      if (refusals < 3) {
        refusals++;
        throw new StoreFullError('the disk is full');
      }
      return append(wish);
    };
    const run = await stage.submit('one');
    for (const count of [1, 2, 3]) {
      await expect.poll(() => refusals).toBe(count);
      expect((await stage.state(run)).status).toBe('queued');
      await expect.poll(() => clock.armed).toBeGreaterThan(0);
      clock.advance(1_000);
    }
    expect(await stage.ended(run)).toMatchObject({ status: 'completed', output: { value: 'kept' } });
  });

  it('fails a run whose program throws, and none beside it', async () => {
    const stage = new TestStage({
      programs: [
        toProgram('broken', async () => {
          throw new TypeError('undefined is not a function');
        }),
        toProgram('fine', async () => 'fine'),
      ],
    });
    const [broken, fine] = await Promise.all([stage.run('broken'), stage.run('fine')]);
    expect(broken).toMatchObject({ status: 'failed', error: { message: 'undefined is not a function' } });
    expect(fine.status).toBe('completed');
  });

  it('ends a program that waits for something that is not one of its steps', async () => {
    const clock = new SimClock();
    const stage = new TestStage({ clock, programs: [toProgram('hang', () => new Promise(() => {}))] });
    const run = await stage.submit('hang');
    await expect.poll(() => clock.armed).toBeGreaterThan(0);
    clock.advance(11_000);
    expect((await stage.ended(run)).error).toMatchObject({ code: 'program_stalled' });
  });
});

describe('asking the engine', () => {
  it('refuses what it does not know, and what is not allowed', async () => {
    const stage = new TestStage({ programs: [toProgram('fine', async () => null)] });
    const unknown = `run_${'0'.repeat(36)}` as never;
    await expect(stage.submit('nothing')).rejects.toMatchObject({ code: 'unknown_program' });
    await expect(stage.engine.cancel(TEST_PRINCIPAL, unknown, 'x')).rejects.toMatchObject({ code: 'run_not_found' });
    await expect(stage.engine.getRun(TEST_PRINCIPAL, unknown)).rejects.toMatchObject({ code: 'run_not_found' });
    await expect(
      stage.engine.submit({ ...TEST_PRINCIPAL, rights: ['view'] }, { program: 'fine', title: 't', input: null }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    const { run } = await stage.run('fine');
    for (const ask of [
      () => stage.engine.cancel(TEST_PRINCIPAL, run, 'x'),
      () => stage.engine.pause(TEST_PRINCIPAL, run, 'x'),
      () => stage.engine.resume(TEST_PRINCIPAL, run),
    ]) {
      await expect(ask()).rejects.toMatchObject({ code: 'run_finished' });
    }
    await expect(
      stage.engine.answerDoubt(TEST_PRINCIPAL, run, { path: 'a/1', verdict: 'happened' }),
    ).rejects.toMatchObject({ code: 'step_not_found' });
    await expect(stage.engine.send(TEST_PRINCIPAL, run, { key: '', payload: null })).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'key',
    });
  });

  it('makes one run of two requests with the same id', async () => {
    const stage = new TestStage({ programs: [toProgram('fine', async () => null)] });
    const run = await stage.submit('fine');
    await stage.submit('fine', null, { run });
    const { runs } = await stage.engine.listRuns(TEST_PRINCIPAL, { limit: 10 });
    expect(runs).toHaveLength(1);
  });
});
