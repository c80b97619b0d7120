import { describe, expect, it } from 'vitest';
import { LIVE_LIMITS } from './live-limits.ts';
import { Tail } from './tail.ts';

function createTail(count = 0): Tail {
  const tail = new Tail({ topic: 'run:x', kind: 'events', limits: LIVE_LIMITS });
  for (let cursor = 1; cursor <= count; cursor++) tail.append(toItem(cursor), cursor - 1);
  return tail;
}

function toItem(cursor: number) {
  return { cursor, text: `{"seq":${cursor}}`, isLast: false };
}

describe('the newest of a topic', () => {
  it('is one text for all who stand at the same place', () => {
    const tail = createTail(3);
    expect(tail.read(1)).toBe(tail.read(1));
  });

  it('keeps few texts, however many places are asked from', () => {
    const tail = createTail(100);
    const first = tail.read(0);
    for (let after = 1; after < 100; after++) tail.read(after);
    expect(tail.read(99)).toBe(tail.read(99));
    expect(tail.read(0)).not.toBe(first);
    expect(tail.read(0)).toMatchObject({ cursor: 100, size: 100 });
  });

  it('is not mistaken for all where something is told after what came later', () => {
    const tail = createTail();
    // A reader has seen the store up to there.
    tail.settle(5);
    tail.append(toItem(1), 0);
    expect([tail.head, tail.read(0), tail.read(5)]).toEqual([5, undefined, 'nothing']);
    tail.append(toItem(6), 5);
    expect(tail.read(5)).toMatchObject({ cursor: 6 });
  });
});
