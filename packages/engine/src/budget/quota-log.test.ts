import { QuotaLimits } from '@tutti/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correctQuotaTake, NO_QUOTA_USE, type QuotaLog, readQuotaUse, takeFromQuota } from './quota-log.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

interface Granted {
  readonly at: number;
  readonly no: number;
  tokens: number;
}

/** What really went out, as the provider would count it. */
function mostWithin(granted: readonly Granted[], lengthMs: number, weigh: (each: Granted) => number): number {
  const sums = granted.map(({ at }) =>
    granted.filter((each) => each.at >= at - lengthMs && each.at <= at).reduce((sum, each) => sum + weigh(each), 0),
  );
  return Math.max(0, ...sums);
}

const Step = fc.record({
  waitMs: fc.oneof(fc.nat(900), fc.nat(20_000), fc.nat(7_200_000)),
  tokens: fc.integer({ min: 1, max: 60 }),
  /** How much of it is used; nobody says it where it is absent. */
  used: fc.option(fc.float({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
});

const Limits = fc
  .record(
    {
      requestsPerMinute: fc.integer({ min: 1, max: 12 }),
      requestsPerDay: fc.integer({ min: 1, max: 40 }),
      tokensPerMinute: fc.integer({ min: 20, max: 300 }),
      tokensPerDay: fc.integer({ min: 20, max: 1_500 }),
    },
    { requiredKeys: [] },
  )
  .map((limits) => QuotaLimits.parse(limits));

function play(limits: QuotaLimits, steps: readonly { waitMs: number; tokens: number; used: number | undefined }[]) {
  let log: QuotaLog = NO_QUOTA_USE;
  let now = 1_750_000_000_123;
  const granted: Granted[] = [];
  for (const { waitMs, tokens, used } of steps) {
    now += waitMs;
    const take = takeFromQuota(log, { limits, tokens }, now);
    log = take.log;
    if (take.verdict.status === 'exhausted') expect(take.verdict.until).toBeGreaterThan(now);
    if (take.verdict.status !== 'granted') continue;
    const { no } = take.verdict;
    const real = used === undefined ? tokens : Math.floor(tokens * used);
    if (used !== undefined) log = correctQuotaTake(log, no, real);
    granted.push({ at: now, no, tokens: real });
  }
  return { granted, log, now };
}

describe('a quota', () => {
  it('never gives more than the limit in any window of its length', () => {
    fc.assert(
      fc.property(Limits, fc.array(Step, { maxLength: 120 }), (limits, steps) => {
        const { granted } = play(limits, steps);
        const { requestsPerMinute = Infinity, requestsPerDay = Infinity } = limits;
        const { tokensPerMinute = Infinity, tokensPerDay = Infinity } = limits;
        expect(mostWithin(granted, MINUTE_MS, () => 1)).toBeLessThanOrEqual(requestsPerMinute);
        expect(mostWithin(granted, DAY_MS, () => 1)).toBeLessThanOrEqual(requestsPerDay);
        expect(mostWithin(granted, MINUTE_MS, ({ tokens }) => tokens)).toBeLessThanOrEqual(tokensPerMinute);
        expect(mostWithin(granted, DAY_MS, ({ tokens }) => tokens)).toBeLessThanOrEqual(tokensPerDay);
      }),
    );
  });

  it('has room at the time that it names, if nobody comes before', () => {
    fc.assert(
      fc.property(Limits, fc.array(Step, { minLength: 1, maxLength: 80 }), (limits, steps) => {
        const { log, now } = play(limits, steps);
        const wish = { limits, tokens: 20 };
        const { verdict } = takeFromQuota(log, wish, now);
        if (verdict.status !== 'exhausted') return;
        expect(takeFromQuota(log, wish, verdict.until).verdict.status).toBe('granted');
        expect(takeFromQuota(log, wish, verdict.until - 1).verdict.status).toBe('exhausted');
      }),
    );
  });

  it.each([
    ['requestsPerMinute', 30, MINUTE_MS, 400],
    ['requestsPerMinute', 3, MINUTE_MS, 700],
    ['requestsPerDay', 1_000, DAY_MS, 9_000],
    ['tokensPerMinute', 6_000, MINUTE_MS, 1_000],
    ['tokensPerDay', 500_000, DAY_MS, 40_000],
  ] as const)(
    'gives at least nine tenths of %s %i to whoever takes what there is',
    (...[window, limit, lengthMs, everyMs]) => {
      const tokens = window.startsWith('tokens') ? limit / 100 : 1;
      const start = 1_750_000_000_123;
      let log: QuotaLog = NO_QUOTA_USE;
      let taken = 0;
      const windows = 10;
      // The first window's worth comes at once, so it is not counted.
      for (let now = start; now < start + (windows + 1) * lengthMs; now += everyMs) {
        let take = takeFromQuota(log, { limits: { [window]: limit }, tokens }, now);
        while (take.verdict.status === 'granted') {
          log = correctQuotaTake(take.log, take.verdict.no, tokens);
          if (now >= start + lengthMs) taken += tokens;
          take = takeFromQuota(log, { limits: { [window]: limit }, tokens }, now);
        }
      }
      expect(taken / (windows * limit)).toBeGreaterThanOrEqual(0.9);
      expect(taken / (windows * limit)).toBeLessThanOrEqual(1);
    },
  );

  it('stays small, however much is taken and never corrected', () => {
    let log: QuotaLog = NO_QUOTA_USE;
    for (let count = 0; count < 1_000; count++) {
      log = takeFromQuota(
        log,
        { limits: { requestsPerDay: 100_000 }, tokens: 1_000 },
        1_750_000_000_000 + count * 10_000,
      ).log;
    }
    expect(JSON.stringify(log).length).toBeLessThan(12_000);
  });

  it('opens no window again when the clock is set back', () => {
    const limits = { requestsPerMinute: 1 };
    const { log } = takeFromQuota(NO_QUOTA_USE, { limits, tokens: 1 }, 1_750_000_100_000);
    expect(takeFromQuota(log, { limits, tokens: 1 }, 1_750_000_000_000).verdict.status).toBe('exhausted');
    expect(readQuotaUse(log, 1_750_000_000_000)).toMatchObject({ requestsPerMinute: 1 });
  });
});
