import type { RunFact, RunId } from '@tutti/protocol';
import { expect, it } from 'vitest';
import type { RunFilter } from '../../ports/run-library.ts';
import { completed, note, path, sha256 } from './run-script.ts';
import { type OpenStoreUnderTest, shareStore, type StoreFixture } from './store-under-test.ts';
import { nextSignalId, nextTask } from './test-ids.ts';

/** What people look at: tasks, each by its newest run, and what waits for them. */
export function testTaskLists(open: OpenStoreUnderTest): void {
  const fixture = shareStore(open);
  testTasks(fixture);
  testOpen(fixture);
}

function testTasks(fixture: StoreFixture): void {
  it('lists the runs of a task, the newest first, without their parts', async () => {
    const task = nextTask();
    const first = await fixture.drive({ task });
    await fixture.submit({ task, parent: first.run });
    await fixture.submit({ task: nextTask() });
    await fixture.submit();
    await first.append([completed]);
    const second = await fixture.submit({ task });

    expect(await listAll(fixture, { limit: 1, task })).toEqual([second.run, first.run]);
    expect(await listAll(fixture, { limit: 9, task, status: ['completed'] })).toEqual([first.run]);
    expect(await listAll(fixture, { limit: 9, task: nextTask() })).toEqual([]);
    expect(await fixture.store.findRun(first.tenant, first.run)).toMatchObject({ task });
  });

  it('lists each task once, by the newest of its runs that are no part of another', async () => {
    const [one, other] = [nextTask(), nextTask()];
    const first = await fixture.submit({ task: one });
    const second = await fixture.submit({ task: other });
    await fixture.submit({ task: one, parent: first.run });
    await fixture.submit();
    expect(await listAll(fixture, { limit: 1, tasks: true })).toEqual([second.run, first.run]);

    const again = await fixture.submit({ task: one });
    expect(await listAll(fixture, { limit: 1, tasks: true })).toEqual([again.run, second.run]);
    expect(await listAll(fixture, { limit: 1, tasks: true, task: one })).toEqual([again.run]);
  });

  it('keeps the newest run of a task when a run comes twice', async () => {
    const task = nextTask();
    const first = await fixture.submit({ task });
    const second = await fixture.submit({ task });
    expect(await fixture.store.submit(first.toNewRun())).toBe('exists');
    expect(await listAll(fixture, { limit: 9, tasks: true })).toEqual([second.run]);
  });

  it('lists tasks by the state of their newest run', async () => {
    const task = nextTask();
    const ended = await fixture.drive({ task });
    await ended.append([completed]);
    expect(await listAll(fixture, { limit: 9, tasks: true, status: ['completed'] })).toEqual([ended.run]);

    const again = await fixture.submit({ task });
    const other = await fixture.submit({ task: nextTask() });
    expect(await listAll(fixture, { limit: 9, tasks: true, status: ['completed'] })).toEqual([]);
    expect(await listAll(fixture, { limit: 1, tasks: true, status: ['completed', 'queued'] })).toEqual([
      other.run,
      again.run,
    ]);
  });

  it('finds tasks by their words', async () => {
    const task = nextTask();
    await fixture.submit({ task, searchText: 'a lighthouse' });
    const newest = await fixture.submit({ task, searchText: 'a lighthouse' });
    await fixture.submit({ searchText: 'a lighthouse' });
    expect(await listAll(fixture, { limit: 9, tasks: true, text: 'light' })).toEqual([newest.run]);
    expect(await listAll(fixture, { limit: 1, task, text: 'light' })).toHaveLength(2);
  });

  it('lists no task of another tenant, though it has the same id', async () => {
    const task = nextTask();
    const mine = await fixture.submit({ task });
    fixture.newTenant();
    const theirs = await fixture.submit({ task });
    expect(await listAll(fixture, { limit: 9, tasks: true })).toEqual([theirs.run]);
    expect((await fixture.store.listRuns(mine.tenant, { limit: 9, tasks: true })).runs).toMatchObject([
      { run: mine.run },
    ]);
    expect((await fixture.store.listRuns(mine.tenant, { limit: 9, task })).runs).toHaveLength(1);
  });
}

function testOpen(fixture: StoreFixture): void {
  it('lists what waits for a person as long as it waits', async () => {
    const run = await fixture.drive();
    await run.append([asking('a'), asking('b')]);
    expect(await listAll(fixture, { limit: 9, open: true })).toEqual([run.run]);
    await run.append([answered('a')]);
    expect(await listAll(fixture, { limit: 9, open: true })).toEqual([run.run]);
    await run.append([answered('b')]);
    expect(await listAll(fixture, { limit: 9, open: true })).toEqual([]);
  });

  it('lists a sleeping run that waits for a person', async () => {
    const run = await fixture.drive();
    await run.append([asking('a')]);
    await run.park([{ key: 'approval:a' }]);
    await run.claim();
    await run.append([note('still open')]);
    expect(await fixture.store.findRun(run.tenant, run.run)).toMatchObject({ approvals: 1 });
    expect(await listAll(fixture, { limit: 9, open: true })).toEqual([run.run]);
  });

  it('does not list a run that waits for something else', async () => {
    const run = await fixture.drive();
    await run.append([{ type: 'wait.started', path: path('a'), key: 'message:reply' }]);
    expect(await listAll(fixture, { limit: 9, open: true })).toEqual([]);
  });

  it('lists doubts until they are resolved', async () => {
    const run = await fixture.drive();
    await run.append([
      {
        type: 'effect.intended',
        path: path('a'),
        name: 'pay',
        effect: 'irreversible',
        key: 'k',
        attempt: 1,
        inputHash: sha256(''),
      },
      { type: 'effect.doubted', path: path('a'), key: 'k', cause: 'timed_out' },
    ]);
    expect(await listAll(fixture, { limit: 9, open: true })).toEqual([run.run]);
    await run.append([{ type: 'effect.resolved', path: path('a'), how: 'person', verdict: 'not_happened' }]);
    expect(await listAll(fixture, { limit: 9, open: true })).toEqual([]);
  });

  it('combines what is open with states, tasks and words', async () => {
    const task = nextTask();
    const waiting = await fixture.drive({ task, searchText: 'a harbour' });
    await waiting.append([asking('a')]);
    await waiting.park([{ key: 'approval:a' }]);
    const driven = await fixture.drive();
    await driven.append([asking('a')]);
    await fixture.submit({ task: nextTask(), searchText: 'a harbour' });

    expect(await listAll(fixture, { limit: 1, open: true })).toEqual([driven.run, waiting.run]);
    expect(await listAll(fixture, { limit: 1, open: true, status: ['waiting'] })).toEqual([waiting.run]);
    expect(await listAll(fixture, { limit: 1, open: true, tasks: true })).toEqual([waiting.run]);
    expect(await listAll(fixture, { limit: 1, open: true, text: 'harb' })).toEqual([waiting.run]);
    expect(await listAll(fixture, { limit: 1, open: true, task, status: ['queued'] })).toEqual([]);
  });
}

function asking(name: string): RunFact {
  const about = { approval: `May I ${name}?`, subject: sha256(name), shows: name, decisions: ['approved'] };
  return { type: 'wait.started', path: path(name), key: `approval:${name}`, about };
}

function answered(name: string): RunFact {
  const payload = { value: { decision: 'approved', subject: sha256(name) } };
  return { type: 'signal.received', path: path(name), signal: nextSignalId(), key: `approval:${name}`, payload };
}

async function listAll(fixture: StoreFixture, filter: RunFilter): Promise<RunId[]> {
  const { runs, next } = await fixture.store.listRuns(fixture.tenant, filter);
  const found = runs.map(({ run }) => run);
  return next === undefined ? found : [...found, ...(await listAll(fixture, { ...filter, cursor: next }))];
}
