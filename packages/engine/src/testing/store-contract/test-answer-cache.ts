import { expect, it } from 'vitest';
import { sha256 } from './run-script.ts';
import { type OpenStoreUnderTest, shareStore } from './store-under-test.ts';
import { nextTenant } from './test-ids.ts';

const ROOMY = { mostBytes: 1_000_000 };

export function testAnswerCache(open: OpenStoreUnderTest): void {
  const fixture = shareStore(open);
  const keep = (name: string, body: string, { forMs = 1_000, mostBytes = ROOMY.mostBytes } = {}) =>
    fixture.store.keepAnswer({ tenant: fixture.tenant, hash: sha256(name), body, forMs }, { mostBytes });
  const find = (name: string) => fixture.store.findAnswer(fixture.tenant, sha256(name));

  it('finds an answer to the letter, also when it is opened again', async () => {
    const body = JSON.stringify({ text: 'naïve \u0000 Ölung 🎻', toolCalls: [] });
    await keep('a', body);
    expect(await find('a')).toBe(body);
    expect(await find('b')).toBeUndefined();
    await fixture.reopen();
    expect(await find('a')).toBe(body);
    expect(await fixture.store.findAnswer(nextTenant(), sha256('a'))).toBeUndefined();
  });

  it('keeps the answer that came last, and from then on', async () => {
    await keep('a', 'first');
    fixture.clock.advance(900);
    await keep('a', 'second');
    fixture.clock.advance(900);
    expect(await find('a')).toBe('second');
  });

  it('finds none any more once its time is over', async () => {
    await keep('a', 'short', { forMs: 50 });
    fixture.clock.advance(49);
    expect(await find('a')).toBe('short');
    fixture.clock.advance(1);
    expect(await find('a')).toBeUndefined();
  });

  it('lets the oldest go where there is no room for all', async () => {
    const mostBytes = 10;
    for (const name of ['a', 'b', 'c']) await keep(name, 'four', { mostBytes });
    expect([await find('a'), await find('b'), await find('c')]).toEqual([undefined, 'four', 'four']);
    await keep('b', 'fives', { mostBytes });
    await keep('d', 'four', { mostBytes });
    expect([await find('b'), await find('c'), await find('d')]).toEqual(['fives', undefined, 'four']);
  });

  it('keeps nothing that is larger than the room, counted in bytes, and no other tenant loses by it', async () => {
    const tenant = nextTenant();
    await fixture.store.keepAnswer({ tenant, hash: sha256('a'), body: 'four', forMs: 1_000 }, ROOMY);
    await keep('a', 'äöü', { mostBytes: 6 });
    expect(await find('a')).toBe('äöü');
    await keep('b', 'äöüß', { mostBytes: 6 });
    expect([await find('a'), await find('b')]).toEqual(['äöü', undefined]);
    expect(await fixture.store.findAnswer(tenant, sha256('a'))).toBe('four');
  });
}
