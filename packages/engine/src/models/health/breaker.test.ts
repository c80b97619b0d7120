import type { FailureClass } from '@tutti/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { Breaker } from './breaker.ts';

const options = { failures: 3, windowMs: 60_000, firstOpenMs: 2_000, longestOpenMs: 60_000, proofs: 2 };
let breaker: Breaker;
let now: number;

beforeEach(() => {
  breaker = new Breaker(options);
  now = 1_000_000;
});

function fail(more: { class?: FailureClass; until?: number; isProbe?: boolean; opensIt?: boolean } = {}): boolean {
  return breaker.failed({ now, class: 'overloaded', jitter: 0.5, isProbe: false, ...more });
}

/** Lets its time pass, then tries with one call. */
function probe(): void {
  const state = breaker.look(now);
  if (state.status === 'open') now = state.until;
  breaker.beginProbe({ since: now, until: now + 1_000 });
}

describe('Breaker', () => {
  it('opens after three failures in a row', () => {
    expect([fail(), fail(), fail()]).toEqual([false, false, true]);
    expect(breaker.look(now)).toEqual({ status: 'open', until: now + 2_000, because: 'overloaded' });
  });

  it('opens while half of the calls fail', () => {
    for (let call = 0; call < 6 && breaker.look(now).status === 'closed'; call++)
      if (call % 2 === 0) fail();
      else breaker.succeeded(now, false);
    expect(breaker.look(now).status).toBe('open');
  });

  it('stays closed while one of ten fails, and forgets failures that are long past', () => {
    for (let call = 0; call < 100; call++) {
      if (call % 10 === 0) fail();
      else breaker.succeeded(now, false);
    }
    expect(breaker.look(now).status).toBe('closed');
    breaker = new Breaker(options);
    for (let call = 0; call < 5; call++) {
      fail();
      now += 61_000;
    }
    expect(breaker.look(now).status).toBe('closed');
  });

  it('opens soon when everything fails after many successes', () => {
    for (let call = 0; call < 10_000; call++) breaker.succeeded(now, false);
    fail();
    fail();
    expect(fail()).toBe(true);
  });

  it('lets one call try when its time has come, and closes after two that succeed', () => {
    fail({ isProbe: true });
    probe();
    expect(breaker.look(now).status).toBe('probing');
    expect(breaker.succeeded(now, true)).toBe(false);
    expect(breaker.look(now).status).toBe('due');
    probe();
    expect(breaker.succeeded(now, true)).toBe(true);
    expect(breaker.look(now).status).toBe('closed');
  });

  it('stays open for twice as long with each try that fails, up to a bound', () => {
    fail({ isProbe: true });
    const times: number[] = [];
    for (let round = 0; round < 8; round++) {
      const state = breaker.look(now);
      if (state.status === 'open') times.push(state.until - now);
      probe();
      fail({ isProbe: true });
    }
    expect(times).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('is not closed by calls that began before it opened', () => {
    fail({ isProbe: true });
    breaker.succeeded(now, false);
    expect(breaker.look(now).status).toBe('open');
  });

  it('opens at once until the time that it is told, and closes after one success', () => {
    expect(fail({ class: 'rate_limited', until: now + 30_000 })).toBe(true);
    expect(breaker.look(now)).toEqual({ status: 'open', until: now + 30_000, because: 'rate_limited' });
    probe();
    expect(breaker.succeeded(now, true)).toBe(true);
  });

  it('stays open for the longest of the times that it is told', () => {
    fail({ class: 'rate_limited', until: now + 30_000 });
    fail({ class: 'rate_limited', until: now + 90_000 });
    fail({ class: 'rate_limited', until: now + 10_000 });
    expect(breaker.look(now)).toMatchObject({ until: now + 90_000 });
  });

  it('gives the try to somebody else when whoever had it never ended it', () => {
    fail({ isProbe: true });
    probe();
    now += 1_000;
    expect(breaker.look(now).status).toBe('due');
  });
});
