import type { ModelId, QuotaLimits } from '@tutti/protocol';
import { expect, it } from 'vitest';
import type { QuotaVerdict } from '../../ports/quotas.ts';
import { type OpenStoreUnderTest, shareStore } from './store-under-test.ts';
import { nextTenant } from './test-ids.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const model: ModelId = 'groq/llama';
const unused = { requestsPerMinute: 0, requestsPerDay: 0, tokensPerMinute: 0, tokensPerDay: 0 };

export function testQuotas(open: OpenStoreUnderTest): void {
  const fixture = shareStore(open);
  const key = 'main';
  const take = (limits: QuotaLimits, tokens = 1) =>
    fixture.store.takeQuota({ tenant: fixture.tenant, key, model, limits, tokens });
  const read = async () => (await fixture.store.readQuotas(fixture.tenant, [{ key, model }]))[0];

  it('grants requests up to the limit of a minute, and says from when on there is room', async () => {
    const limits = { requestsPerMinute: 2 };
    const start = fixture.clock.now();
    expect((await take(limits)).status).toBe('granted');
    expect((await take(limits)).status).toBe('granted');
    const full = await take(limits);
    expect(full).toMatchObject({ status: 'exhausted', window: 'requestsPerMinute' });
    const until = full.status === 'exhausted' ? full.until : 0;
    expect(until - start).toBeGreaterThan(MINUTE_MS);
    expect(until - start).toBeLessThanOrEqual(MINUTE_MS * 1.1);
    fixture.clock.advance(until - start - 1);
    expect((await take(limits)).status).toBe('exhausted');
    fixture.clock.advance(1);
    expect((await take(limits)).status).toBe('granted');
  });

  it.each([
    ['tokensPerMinute', MINUTE_MS],
    ['tokensPerDay', DAY_MS],
  ] as const)('counts tokens: %s', async (window, lengthMs) => {
    const limits = { [window]: 100 };
    expect((await take(limits, 70)).status).toBe('granted');
    expect(await take(limits, 31)).toMatchObject({ status: 'exhausted', window });
    expect((await take(limits, 30)).status).toBe('granted');
    fixture.clock.advance(lengthMs);
    expect(await take(limits, 1)).toMatchObject({ status: 'exhausted', window });
    fixture.clock.advance(lengthMs / 10);
    expect((await take(limits, 100)).status).toBe('granted');
  });

  it('waits for whichever window has room last', async () => {
    const limits = { requestsPerMinute: 1, requestsPerDay: 1 };
    await take(limits);
    const full = await take(limits);
    expect(full).toMatchObject({ status: 'exhausted', window: 'requestsPerDay' });
  });

  it('says when a window never has room for so much', async () => {
    const limits = { requestsPerMinute: 1, tokensPerMinute: 100 };
    expect(await take(limits, 101)).toEqual({ status: 'too_large', window: 'tokensPerMinute', most: 100 });
    expect(await read()).toMatchObject(unused);
  });

  it('gives back what a call has not used, once', async () => {
    const limits = { tokensPerMinute: 100 };
    const id = idOf(await take(limits, 80));
    await fixture.store.correctQuota(id, 20);
    await fixture.store.correctQuota(id, 0);
    expect(await read()).toMatchObject({ tokensPerMinute: 20, tokensPerDay: 20, requestsPerMinute: 1 });
    expect((await take(limits, 80)).status).toBe('granted');
  });

  it('gives back the whole of a call that was never sent, once', async () => {
    const limits = { requestsPerMinute: 2, requestsPerDay: 2, tokensPerMinute: 100 };
    const [kept, returned] = [idOf(await take(limits, 10)), idOf(await take(limits, 80))];
    expect((await take(limits)).status).toBe('exhausted');
    await fixture.store.returnQuota(returned);
    await fixture.store.returnQuota(returned);
    await fixture.store.correctQuota(returned, 50);
    const used = { requestsPerMinute: 1, requestsPerDay: 1, tokensPerMinute: 10, tokensPerDay: 10 };
    expect(await read()).toMatchObject(used);
    await fixture.store.correctQuota(kept, 10);
    for (const id of [kept, 'no/such', '']) await fixture.store.returnQuota(id);
    expect(await read()).toMatchObject(used);
    expect((await take(limits, 90)).status).toBe('granted');
  });

  it('counts what a call has used beyond what was taken', async () => {
    const limits = { tokensPerMinute: 100 };
    await fixture.store.correctQuota(idOf(await take(limits, 10)), 130);
    expect(await take(limits, 1)).toMatchObject({ status: 'exhausted' });
    await fixture.store.correctQuota('no/such', 5);
    await fixture.store.correctQuota('', 5);
  });

  it('counts nothing where there is no limit', async () => {
    const id = idOf(await take({}, 1_000));
    await fixture.store.correctQuota(id, 2_000);
    expect(await read()).toEqual({ key, model, ...unused });
  });

  it('keeps keys, models and tenants apart, and the shared keys of the installation', async () => {
    const { store, tenant } = fixture;
    const wish = { tenant, key, model, limits: { requestsPerMinute: 1 }, tokens: 1 };
    const own = `key of ${tenant}`;
    const others = [
      wish,
      { ...wish, key: 'other' },
      { ...wish, model: 'groq/llama-large' },
      { ...wish, tenant: nextTenant() },
      { ...wish, key: own, tenant: undefined },
    ];
    for (const other of others) {
      expect((await store.takeQuota(other)).status).toBe('granted');
      expect((await store.takeQuota(other)).status).toBe('exhausted');
    }
    const keys = [
      { key: 'other', model },
      { key, model },
      { key: 'unused', model },
    ];
    const [first, second, third] = await store.readQuotas(tenant, keys);
    expect([first?.key, second?.key, third?.key]).toEqual(['other', key, 'unused']);
    expect([first?.requestsPerDay, second?.requestsPerDay, third?.requestsPerDay]).toEqual([1, 1, 0]);
    expect(await store.readQuotas(undefined, [{ key: own, model }])).toMatchObject([{ requestsPerMinute: 1 }]);
  });

  it('never grants more than the limit, however many ask at once', async () => {
    const limits = { requestsPerMinute: 25, tokensPerDay: 200 };
    const verdicts = await Promise.all(Array.from({ length: 60 }, () => take(limits, 10)));
    const granted = verdicts.filter(({ status }) => status === 'granted');
    expect(granted).toHaveLength(20);
    expect(new Set(granted.map(idOf)).size).toBe(20);
    await Promise.all(granted.map((verdict) => fixture.store.correctQuota(idOf(verdict), 5)));
    expect(await read()).toMatchObject({ requestsPerMinute: 20, tokensPerDay: 100 });
  });

  it('remembers what was taken when it is opened again', async () => {
    const limits = { tokensPerMinute: 100 };
    const id = idOf(await take(limits, 80));
    await fixture.reopen();
    expect((await take(limits, 21)).status).toBe('exhausted');
    await fixture.store.correctQuota(id, 10);
    expect((await take(limits, 90)).status).toBe('granted');
  });

  it('forgets what is older than every window', async () => {
    await take({ requestsPerDay: 5 }, 7);
    fixture.clock.advance(DAY_MS * 1.1);
    expect(await read()).toEqual({ key, model, ...unused });
    expect((await take({ requestsPerDay: 1 })).status).toBe('granted');
  });
}

function idOf(verdict: QuotaVerdict): string {
  expect(verdict.status).toBe('granted');
  return verdict.status === 'granted' ? verdict.id : '';
}
