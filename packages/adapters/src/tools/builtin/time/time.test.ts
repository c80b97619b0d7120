import type { Clock } from '@tutti/engine';
import type { Json } from '@tutti/protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTimeTools } from './create-time-tools.ts';
import { addWorkingDays, toDay } from './working-days.ts';
import { toInstant, toWallTime } from './zoned-time.ts';

const clock: Clock = { now: () => Date.UTC(2026, 2, 1, 0, 5, 9), at: () => () => undefined };
const signal = new AbortController().signal;

async function use(name: string, input: Json): Promise<Json> {
  const place = { tenant: 'ten_1', run: 'run_1', agent: 'ann', signal };
  const source = createTimeTools({ clock });
  const tools = await source.open('time', place as Parameters<typeof source.open>[1]);
  const tool = tools.find((one) => one.name === `time__${name}`);
  if (!tool) throw new Error(`there is no tool ${name}`);
  return tool.use(input, { signal, key: 'key' });
}

describe('time', () => {
  it('tells what time it is anywhere', async () => {
    expect(await use('now', {})).toEqual({ time: '2026-03-01T00:05:09Z', weekday: 'Sunday', timeZone: 'UTC' });
    expect(await use('now', { timeZone: 'Asia/Kathmandu' })).toMatchObject({ time: '2026-03-01T05:50:09+05:45' });
    expect(await use('now', { timeZone: 'America/New_York' })).toMatchObject({ time: '2026-02-28T19:05:09-05:00' });
  });

  it.each([
    [
      { time: '2026-07-01T09:30', fromZone: 'Europe/Berlin', toZone: 'America/Los_Angeles' },
      '2026-07-01T00:30:00-07:00',
    ],
    [{ time: '2026-01-15', fromZone: 'Asia/Tokyo', toZone: 'Europe/London' }, '2026-01-14T15:00:00Z'],
    [
      { time: '2026-03-08T12:00:00+01:00', fromZone: 'Asia/Tokyo', toZone: 'Asia/Kolkata' },
      '2026-03-08T16:30:00+05:30',
    ],
    [{ time: '1999-12-31 23:59:59', toZone: 'Pacific/Kiritimati' }, '2000-01-01T13:59:59+14:00'],
  ])('converts %j', async (input, expected) => {
    expect(await use('convert', input)).toMatchObject({ to: { time: expected } });
  });

  it('says so where clocks jump over a time or show it twice', async () => {
    const fromZone = 'Europe/Berlin';
    expect(await use('convert', { time: '2026-03-29T02:30', fromZone, toZone: 'UTC' })).toMatchObject({
      from: { time: '2026-03-29T03:30:00+02:00' },
      to: { time: '2026-03-29T01:30:00Z' },
      note: expect.stringContaining('jump'),
    });
    expect(await use('convert', { time: '2026-10-25T02:30', fromZone, toZone: 'UTC' })).toMatchObject({
      from: { time: '2026-10-25T02:30:00+02:00' },
      note: expect.stringContaining('twice'),
    });
  });

  it('tells how long it is, by the clock and by the calendar', async () => {
    const zone = { timeZone: 'Europe/Berlin' };
    expect(await use('difference', { from: '2026-03-28T12:00', to: '2026-03-29T12:00', ...zone })).toEqual({
      seconds: 82_800,
      isNegative: false,
      elapsed: { days: 0, hours: 23, minutes: 0, seconds: 0 },
      calendar: { years: 0, months: 0, days: 1 },
    });
    expect(await use('difference', { from: '2024-02-29', to: '2026-03-01' })).toMatchObject({
      calendar: { years: 2, months: 0, days: 1 },
    });
    expect(await use('difference', { from: '2026-03-01', to: '2026-01-31' })).toMatchObject({
      isNegative: true,
      calendar: { years: 0, months: 1, days: 1 },
    });
  });

  it('counts working days, with holidays and other weekends', async () => {
    expect(await use('add_working_days', { date: '2026-12-23', days: 3, holidays: ['2026-12-25'] })).toEqual({
      date: '2026-12-29',
      weekday: 'Tuesday',
    });
    expect(await use('add_working_days', { date: '2026-03-02', days: -1 })).toMatchObject({ date: '2026-02-27' });
    const weekend = ['Friday', 'Saturday'];
    expect(await use('add_working_days', { date: '2026-03-05', days: 1, weekend })).toMatchObject({
      date: '2026-03-08',
    });
  });

  it.each([
    ['convert', { time: '2026-02-30', toZone: 'UTC' }],
    ['convert', { time: 'tomorrow', toZone: 'UTC' }],
    ['convert', { time: '2026-01-01T25:00', toZone: 'UTC' }],
    ['convert', { time: '2026-01-01', toZone: 'Europe/Nowhere' }],
    ['add_working_days', { date: '2026-13-01', days: 1 }],
    ['add_working_days', { date: '2026-01-01', days: 1.5 }],
  ])('%s refuses %j', async (name, input) => {
    await expect(use(name, input)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('comes back to the same instant from what a clock shows, but for the hour that is shown twice', () => {
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe');
    const second = fc.integer({ min: 0, max: 4_000_000_000 });
    fc.assert(
      fc.property(zone, second, (timeZone, seconds) => {
        const found = toInstant(toWallTime(seconds * 1_000, timeZone), timeZone);
        if (found.note === undefined) expect(found.at).toBe(seconds * 1_000);
        else expect(seconds * 1_000 - found.at).toBeLessThanOrEqual(3_600_000);
      }),
      { numRuns: 200 },
    );
  });

  it('comes back by as many working days', () => {
    const date = fc.integer({ min: 10_000, max: 30_000 }).map((days) => toDay(days * 86_400_000));
    const week = { holidays: [], weekend: ['Saturday', 'Sunday'] as const };
    fc.assert(
      fc.property(date, fc.integer({ min: 1, max: 300 }), (from, days) => {
        const monday = addWorkingDays(from, 1, week);
        expect(addWorkingDays(addWorkingDays(monday, days, week), -days, week)).toBe(monday);
      }),
    );
  });
});
