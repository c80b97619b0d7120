import { LOCAL_OWNER, RunId, TaskId, TenantId, toIdText } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';

const none = new Uint8Array(16);
const task = TaskId.parse(toIdText('tsk', 0, none));
const first = RunId.parse(toIdText('run', 0, none));
const second = RunId.parse(toIdText('run', 1, none));
const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

function createStage() {
  const seen: (string | undefined)[] = [];
  const child = toProgram('child', (scope) =>
    scope.step('look', { effect: 'read' }, async (_, call) => {
      seen.push(call.trace);
      return null;
    }),
  );
  const parent = toProgram('parent', async (scope) => {
    await scope.child('below', { program: 'child', input: null, title: 'below' });
    return scope.step('break', { effect: 'read' }, async (_, call) => {
      seen.push(call.trace);
      throw new Error('broken');
    });
  });
  return { seen, stage: new TestStage({ programs: [child, parent] }) };
}

describe('submitting a run', () => {
  it('is one run for one id, however often it is asked for', async () => {
    const { stage } = createStage();
    const runs = await Promise.all([1, 2, 3].map(() => stage.submit('child', null, { run: first })));
    expect(runs).toEqual([first, first, first]);
    await stage.ended(first);
    expect(await stage.submit('child', null, { run: first })).toBe(first);
    expect((await stage.engine.listRuns(TEST_PRINCIPAL, { limit: 10 })).runs).toHaveLength(1);
  });

  it('is told on the live feed once it is kept, and so is a retry', async () => {
    const { stage } = createStage();
    const run = await stage.submit('parent', null, { run: first });
    const listTold = (of: RunId) =>
      stage.notices.filter((notice) => notice.type === 'events' && notice.run === of).slice(0, 1);
    expect(listTold(run)).toMatchObject([{ events: [{ type: 'run.submitted', seq: 1 }] }]);
    await stage.submit('parent', null, { run: first });
    const submissions = stage.notices.filter(
      (notice) => notice.type === 'events' && notice.run === run && notice.events.some(({ seq }) => seq === 1),
    );
    expect(submissions).toHaveLength(1);
    await stage.ended(run);
    const next = await stage.engine.retry(TEST_PRINCIPAL, run, {});
    const [told] = listTold(next);
    const events = told?.type === 'events' ? told.events : [];
    expect(events).toEqual((await stage.events(next)).slice(0, events.length));
    expect(events[0]).toMatchObject({ type: 'run.submitted' });
  });

  it('lets a trace go on through children and steps, each with a span of its own', async () => {
    const { stage, seen } = createStage();
    await stage.run('parent', null, { trace });
    expect(new Set(seen).size).toBe(2);
    for (const one of seen) expect(one).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
    expect(seen).not.toContain(trace);
  });

  it('drops a malformed trace and begins all the same', async () => {
    const { stage, seen } = createStage();
    expect((await stage.run('child', null, { trace: 'no trace' })).trace).toBeUndefined();
    expect(seen).toEqual([undefined]);
  });

  it('belongs to its task, and so do its children and its retries', async () => {
    const { stage } = createStage();
    const run = await stage.submit('parent', null, { task, run: first });
    await stage.ended(run);
    const retried = await stage.ended(await stage.engine.retry(TEST_PRINCIPAL, run, {}));
    expect(retried).toMatchObject({ task, retryOf: { run } });
    const list = async (filter: object) => (await stage.engine.listRuns(TEST_PRINCIPAL, { limit: 10, ...filter })).runs;
    expect(new Map((await list({ task })).map((row) => [row.run, row.retryOf]))).toEqual(
      new Map([
        [retried.run, run],
        [run, undefined],
      ]),
    );
    expect(await list({ parent: run })).toEqual([expect.objectContaining({ program: 'child', task, parent: run })]);
    expect((await list({ tasks: true })).map((row) => row.run)).toEqual([retried.run]);
  });
});

describe('retrying a run', () => {
  it('is one run for one id, however often it is asked for', async () => {
    const { stage } = createStage();
    const { run } = await stage.run('parent', null, { run: first });
    const retry = () => stage.engine.retry(TEST_PRINCIPAL, run, {}, second);
    expect(await Promise.all([retry(), retry()])).toEqual([second, second]);
    await stage.ended(second);
    expect(await retry()).toBe(second);
    expect((await stage.engine.listRuns(TEST_PRINCIPAL, { limit: 10 })).runs.filter((one) => one.retryOf)).toHaveLength(
      1,
    );
  });

  it('is refused where the wish has a wrong field, the run is unknown, or the right is missing', async () => {
    const { stage } = createStage();
    const { run } = await stage.run('parent');
    const wrong = stage.engine.retry(TEST_PRINCIPAL, run, { from: '' as never });
    await expect(wrong).rejects.toMatchObject({ code: 'invalid_input', field: 'from' });
    await expect(stage.engine.retry(TEST_PRINCIPAL, second, {})).rejects.toMatchObject({ code: 'run_not_found' });
    const stranger = { ...LOCAL_OWNER, tenant: TenantId.parse(toIdText('ten', 1, none)) };
    await expect(stage.engine.retry(stranger, run, {})).rejects.toMatchObject({ code: 'run_not_found' });
    const viewer = { ...TEST_PRINCIPAL, rights: ['view' as const] };
    await expect(stage.engine.retry(viewer, run, {})).rejects.toMatchObject({ code: 'forbidden' });
  });
});
