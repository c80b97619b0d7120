import { LOCAL_OWNER, RunId, TenantId, toIdText } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../run/sha256.ts';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';

const none = new Uint8Array(16);
const stranger = { ...LOCAL_OWNER, tenant: TenantId.parse(toIdText('ten', 1, none)) };
const nobody = RunId.parse(toIdText('run', 1, none));
const long = 'x'.repeat(100_000);

/** So many events that they do not come in one page. */
const many = toProgram('many', async (scope) => {
  for (let count = 0; count < 1_100; count++) await scope.record({ name: 'noted', data: count });
  return 'done';
});
const works = toProgram('works', async (scope) => {
  await scope.step('ask', { effect: 'read', kind: 'tool', tool: 'clock' }, async () => 'noon');
  await scope.produce({ name: 'a.md', mediaType: 'text/markdown', text: long, labels: [] });
  return long;
});

async function createStage() {
  const stage = new TestStage({ programs: [many, works] });
  return { stage, engine: stage.engine, run: (await stage.run('works')).run };
}

describe('reading the events of a run', () => {
  it('begins after the number that is named, as if all had been read', async () => {
    const stage = new TestStage({ programs: [many] });
    const { run } = await stage.run('many');
    const all = await stage.events(run);
    expect(all.length).toBeGreaterThan(1_100);
    for (const after of [0, 1, 2, 999, 1_000, 1_001, all.length - 1, all.length]) {
      const rest = await Array.fromAsync(stage.engine.readEvents(TEST_PRINCIPAL, run, { after }));
      expect(rest, `after ${after}`).toEqual(all.slice(after));
    }
  });

  it('gives nothing beyond the head of a run, and fails for a run that is not there', async () => {
    const { engine, run } = await createStage();
    expect(await Array.fromAsync(engine.readEvents(TEST_PRINCIPAL, run, { after: 10_000 }))).toEqual([]);
    for (const after of [0, 1, 10_000]) {
      const unknown = Array.fromAsync(engine.readEvents(TEST_PRINCIPAL, nobody, { after }));
      await expect(unknown).rejects.toMatchObject({ code: 'run_not_found' });
      const theirs = Array.fromAsync(engine.readEvents(stranger, run, { after }));
      await expect(theirs).rejects.toMatchObject({ code: 'run_not_found' });
    }
  });

  it('reads nothing before the number, but still sees where the chain was changed after it', async () => {
    const { stage, run } = await createStage();
    const entries = stage.store.data.findRow(TEST_PRINCIPAL.tenant, run)?.entries ?? [];
    const change = (index: number) => {
      const entry = entries[index];
      if (entry) entries[index] = { ...entry, body: entry.body.replace('{', '{ ') };
    };
    change(1);
    const read = (after: number) => Array.fromAsync(stage.engine.readEvents(TEST_PRINCIPAL, run, { after }));
    await expect(read(1)).rejects.toMatchObject({ code: 'journal_corrupt' });
    expect(await read(2)).toHaveLength(entries.length - 2);
    change(3);
    await expect(read(2)).rejects.toMatchObject({ code: 'journal_corrupt' });
  });
});

describe('reading a run', () => {
  it('finds its calls, its values and its conversations', async () => {
    const { engine, run } = await createStage();
    const [call, ...others] = await engine.listExecutions(TEST_PRINCIPAL, run);
    expect([call?.tool, others]).toEqual(['clock', []]);
    expect(await engine.findBlob(TEST_PRINCIPAL, sha256(long))).toEqual(new TextEncoder().encode(long));
    expect(await engine.findBlob(TEST_PRINCIPAL, sha256('another'))).toBeUndefined();
    await expect(engine.readConversation(TEST_PRINCIPAL, sha256('another'))).rejects.toMatchObject({
      code: 'payload_not_found',
    });
  });

  it('tells what became of all runs, from a cursor on', async () => {
    const { engine, run } = await createStage();
    const head = await engine.feedHead(TEST_PRINCIPAL);
    const items = await engine.readFeed(TEST_PRINCIPAL, { after: 0, limit: 100 });
    expect(items.map(({ type }) => type)).toEqual(['run.submitted', 'run.started', 'run.completed']);
    expect(items.at(-1)).toMatchObject({ run, cursor: head, summary: { status: 'completed' } });
    expect(await engine.readFeed(TEST_PRINCIPAL, { after: head, limit: 100 })).toEqual([]);
    expect(await engine.readFeed(stranger, { after: 0, limit: 100 })).toEqual([]);
    expect(await engine.feedHead(stranger)).toBe(0);
  });

  it('shows a stranger nothing, and whoever may not view nothing either', async () => {
    const { engine, run } = await createStage();
    await expect(engine.getRun(stranger, run)).rejects.toMatchObject({ code: 'run_not_found' });
    await expect(engine.listExecutions(stranger, run)).rejects.toMatchObject({ code: 'run_not_found' });
    await expect(engine.untilSettled(stranger, run)).rejects.toMatchObject({ code: 'run_not_found' });
    expect(await engine.findBlob(stranger, sha256(long))).toBeUndefined();
    expect((await engine.listRuns(stranger, { limit: 10 })).runs).toEqual([]);
    const blind = { ...TEST_PRINCIPAL, rights: ['use' as const] };
    const page = { after: 0, limit: 1 };
    const reads: (() => Promise<unknown>)[] = [
      () => engine.getRun(blind, run),
      () => engine.listRuns(blind, { limit: 1 }),
      async () => engine.readEvents(blind, run),
      () => engine.listExecutions(blind, run),
      () => engine.findBlob(blind, sha256(long)),
      () => engine.readConversation(blind, sha256(long)),
      () => engine.readFeed(blind, page),
      () => engine.feedHead(blind),
      () => engine.untilSettled(blind, run),
      () => engine.listRemarks(blind, run),
    ];
    for (const read of reads) await expect(read()).rejects.toMatchObject({ code: 'forbidden' });
  });
});
