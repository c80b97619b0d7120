import { FEED_TYPES, type TenantId } from '@tutti/protocol';
import { expect, it } from 'vitest';
import type { FeedItem } from '../../ports/tenant-feed.ts';
import { completed, note, path, started } from './run-script.ts';
import { type OpenStoreUnderTest, shareStore, type StoreFixture } from './store-under-test.ts';

const LISTED: ReadonlySet<string> = new Set(FEED_TYPES);

export function testFeed(open: OpenStoreUnderTest): void {
  const fixture = shareStore(open);

  it('tells what became of runs, and nothing of their steps', async () => {
    const run = await fixture.drive();
    await run.append([started(run.epoch), note('a step'), { type: 'timer.fired', path: path('a') }]);
    await run.append([note('another'), completed]);

    const items = await readAll(fixture, 1);
    expect(items.map(({ run: id, seq, type, at }) => ({ id, seq, type, at }))).toEqual(
      run.entries.filter(({ type }) => LISTED.has(type)).map(({ seq, type, at }) => ({ id: run.run, seq, type, at })),
    );
    expect(items.map(({ type }) => type)).toEqual(['run.submitted', 'run.started', 'run.completed']);
  });

  it('shows each run as it is by now', async () => {
    const run = await fixture.drive();
    await run.append([completed]);
    const items = await readAll(fixture);
    expect(items).toHaveLength(2);
    for (const { summary } of items) expect(summary).toEqual(await fixture.store.findRun(run.tenant, run.run));
    expect(items[0]?.summary.status).toBe('completed');
  });

  it('has a head, from which on only what is new is told', async () => {
    const { store, tenant } = fixture;
    expect(await store.feedHead(tenant)).toBe(0);
    await fixture.submit();
    const head = await store.feedHead(tenant);
    expect(head).toBe((await readAll(fixture)).at(-1)?.cursor);
    expect(await store.readFeed(tenant, { after: head, limit: 9 })).toEqual([]);

    const run = await fixture.drive();
    await run.append([note('not in the feed')]);
    const news = await store.readFeed(tenant, { after: head, limit: 9 });
    expect(news).toMatchObject([{ run: run.run, type: 'run.submitted' }]);
    expect(await store.feedHead(tenant)).toBe(news[0]?.cursor);
  });

  it('tells nothing of another tenant', async () => {
    const mine = fixture.tenant;
    const run = await fixture.submit();
    fixture.newTenant();
    const theirs = await fixture.submit({ run: run.run, title: 'theirs' });
    expect(await readAll(fixture)).toMatchObject([{ summary: { tenant: theirs.tenant, title: 'theirs' } }]);
    expect(await readAll(fixture, 5, mine)).toMatchObject([{ summary: { tenant: mine } }]);
  });

  it('never lets anything older appear behind a cursor, whoever writes at the same time', async () => {
    const runs = await Promise.all(Array.from({ length: 20 }, () => fixture.drive()));
    const written = Promise.all(
      runs.map(async (run) => {
        for (let round = 0; round < 5; round++) await run.append([note('x'), started(run.epoch)]);
      }),
    );
    const done = written.then(() => 'done' as const);
    const seen: FeedItem[] = [];
    for (let state: 'done' | 'writing' = 'writing'; ; ) {
      const page = await fixture.store.readFeed(fixture.tenant, { after: seen.at(-1)?.cursor ?? 0, limit: 7 });
      seen.push(...page);
      if (page.length === 0 && state === 'done') break;
      if (page.length === 0) state = await done;
    }
    const all = await readAll(fixture, 1_000);
    expect(seen.map(({ cursor }) => cursor)).toEqual(all.map(({ cursor }) => cursor));
    expect(all).toHaveLength(20 * 6);
    for (const { run } of runs) {
      const seqs = all.filter((item) => item.run === run).map(({ seq }) => seq);
      expect(seqs).toEqual([1, 3, 5, 7, 9, 11]);
    }
  });

  it('goes on from the same cursor when the store is opened again', async () => {
    await fixture.submit();
    const head = await fixture.store.feedHead(fixture.tenant);
    await fixture.reopen();
    expect(await fixture.store.feedHead(fixture.tenant)).toBe(head);
    const run = await fixture.submit();
    const news = await fixture.store.readFeed(fixture.tenant, { after: head, limit: 9 });
    expect(news).toMatchObject([{ run: run.run }]);
    expect(news[0]?.cursor).toBeGreaterThan(head);
  });
}

async function readAll(fixture: StoreFixture, limit = 5, tenant: TenantId = fixture.tenant): Promise<FeedItem[]> {
  const items: FeedItem[] = [];
  for (;;) {
    const page = await fixture.store.readFeed(tenant, { after: items.at(-1)?.cursor ?? 0, limit });
    if (page.length === 0) return items;
    expect(page.length).toBeLessThanOrEqual(limit);
    items.push(...page);
  }
}
