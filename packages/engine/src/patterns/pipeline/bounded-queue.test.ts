import { describe, expect, it } from 'vitest';
import { BoundedQueue } from './bounded-queue.ts';

interface Item {
  readonly n: number;
}
const [one, two, three, four] = [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }] as const;

/** Tells in which order promises are kept. */
function watch(...named: readonly (readonly [string, Promise<unknown>])[]): string[] {
  const kept: string[] = [];
  for (const [name, promise] of named) void promise.then(() => kept.push(name));
  return kept;
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a bounded queue', () => {
  it('gives out what was put in, in its order', async () => {
    const queue = new BoundedQueue<Item>(3);
    for (const item of [one, two, three]) await queue.put(item);
    expect([await queue.take(), await queue.take(), await queue.take()]).toEqual([one, two, three]);
  });

  it('lets whoever puts wait until there is room', async () => {
    const queue = new BoundedQueue<Item>(1);
    await queue.put(one);
    const kept = watch(['two', queue.put(two)], ['three', queue.put(three)]);
    await settle();
    expect(kept).toEqual([]);
    expect(queue.size).toBe(1);
    expect(await queue.take()).toEqual(one);
    await settle();
    expect(kept).toEqual(['two']);
    expect([await queue.take(), await queue.take()]).toEqual([two, three]);
    await settle();
    expect(kept).toEqual(['two', 'three']);
  });

  it('serves those who wait to take in the order in which they came', async () => {
    const queue = new BoundedQueue<Item>(2);
    const [first, second] = [queue.take(), queue.take()];
    const kept = watch(['first', first], ['second', second]);
    await queue.put(one);
    await queue.put(two);
    expect([await first, await second]).toEqual([one, two]);
    expect(kept).toEqual(['first', 'second']);
  });

  it('gives out what is left when it is closed, then says that there is no more', async () => {
    const queue = new BoundedQueue<Item>(1);
    await queue.put(one);
    const waiting = queue.put(two);
    queue.close();
    expect([await queue.take(), await queue.take(), await queue.take()]).toEqual([one, two, undefined]);
    await waiting;
  });

  it('lets nobody wait who could wait for ever', async () => {
    const queue = new BoundedQueue<Item>(1);
    const takers = [queue.take(), queue.take()];
    queue.close();
    expect([await takers[0], await takers[1]]).toEqual([undefined, undefined]);
    await expect(queue.put(four)).rejects.toThrow('closed');
  });

  it('never holds more than it has room for, whoever is quicker', async () => {
    const queue = new BoundedQueue<Item>(5);
    const items = Array.from({ length: 500 }, (_, n) => ({ n }));
    const taken: Item[] = [];
    let most = 0;
    const put = async () => {
      for (const item of items) await queue.put(item);
      queue.close();
    };
    const take = async () => {
      for (let item = await queue.take(); item; item = await queue.take()) {
        most = Math.max(most, queue.size);
        taken.push(item);
        if (item.n % 7 === 0) await settle();
      }
    };
    await Promise.all([put(), take()]);
    expect(taken).toEqual(items);
    expect(most).toBeLessThanOrEqual(5);
    expect(most).toBeGreaterThan(0);
  });
});
