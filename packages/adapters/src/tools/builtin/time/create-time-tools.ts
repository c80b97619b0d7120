import { type Clock, systemClock, type Tool, type ToolSource } from '@tutti/engine';
import type { Instant, Json } from '@tutti/protocol';
import * as z from 'zod';
import { createPlainSet, createTool } from '../create-tool.ts';
import { toCalendarDifference } from './calendar-difference.ts';
import { addWorkingDays, toWeekdayOf, WEEKDAYS } from './working-days.ts';
import { TimeZone } from '../../time-zone.ts';
import { parseTime, toWallTime, toWeekday, toZonedText } from './zoned-time.ts';

export interface TimeOptions {
  readonly clock?: Clock;
}

const LIMIT_MS = 2_000;
const Time = z
  .string()
  .max(40)
  .describe(
    '2026-03-01T09:30:00+01:00, or without offset 2026-03-01T09:30 or 2026-03-01, as clocks in the zone show it.',
  );
const Day = z.string().regex(/^\d{4}-\d\d-\d\d$/u, { error: 'write a date as 2026-03-01' });

const NowInput = z.object({ timeZone: TimeZone.default('UTC') });
const ConvertInput = z.object({ time: Time, fromZone: TimeZone.default('UTC'), toZone: TimeZone });
const DifferenceInput = z.object({ from: Time, to: Time, timeZone: TimeZone.default('UTC') });
const WorkingDaysInput = z.object({
  date: Day,
  days: z.int().min(-5_000).max(5_000).describe('How many working days later; negative for earlier.'),
  holidays: z.array(Day).max(1_000).default([]).describe('Further days on which nobody works.'),
  weekend: z.array(z.enum(WEEKDAYS)).max(6).default(['Saturday', 'Sunday']),
});

export function createTimeTools({ clock = systemClock }: TimeOptions = {}): ToolSource {
  const tools: readonly Tool[] = [
    createTool({
      name: 'time__now',
      description: 'Tells the current date, weekday and time of day in a time zone.',
      input: NowInput,
      effect: 'read',
      timeoutMs: LIMIT_MS,
      use: ({ timeZone }) => describe(clock.now(), timeZone),
    }),
    createTool({
      name: 'time__convert',
      description: 'Tells what clocks in one time zone show when clocks in another show a given time.',
      input: ConvertInput,
      effect: 'pure',
      timeoutMs: LIMIT_MS,
      use({ time, fromZone, toZone }) {
        const { at, note } = parseTime(time, fromZone, 'time');
        return { from: describe(at, fromZone), to: describe(at, toZone), ...(note !== undefined && { note }) };
      },
    }),
    createTool({
      name: 'time__difference',
      description: 'Tells how long it is from one time to another: in seconds, in days and hours, and by the calendar.',
      input: DifferenceInput,
      effect: 'pure',
      timeoutMs: LIMIT_MS,
      use: (input) => toDifference(input),
    }),
    createTool({
      name: 'time__add_working_days',
      description: 'Tells the date so many working days after a date; the date itself does not count.',
      input: WorkingDaysInput,
      effect: 'pure',
      timeoutMs: LIMIT_MS,
      use({ date, days, ...week }) {
        const end = addWorkingDays(date, days, week);
        return { date: end, weekday: toWeekdayOf(end) };
      },
    }),
  ];
  return createPlainSet('time', () => tools);
}

function describe(at: Instant, timeZone: string): { time: string; weekday: string; timeZone: string } {
  return { time: toZonedText(at, timeZone), weekday: toWeekday(at, timeZone), timeZone };
}

function toDifference({ from, to, timeZone }: z.infer<typeof DifferenceInput>): Json {
  const [one, other] = [parseTime(from, timeZone, 'from'), parseTime(to, timeZone, 'to')];
  const seconds = Math.round((other.at - one.at) / 1_000);
  const [early, late] = seconds < 0 ? [other.at, one.at] : [one.at, other.at];
  const size = Math.abs(seconds);
  const notes = [one.note, other.note].filter((note) => note !== undefined);
  return {
    seconds,
    isNegative: seconds < 0,
    elapsed: {
      days: Math.floor(size / 86_400),
      hours: Math.floor(size / 3_600) % 24,
      minutes: Math.floor(size / 60) % 60,
      seconds: size % 60,
    },
    // Of the two dates alone, whatever the time of day.
    calendar: { ...toCalendarDifference(toWallTime(early, timeZone), toWallTime(late, timeZone)) },
    ...(notes.length > 0 && { notes }),
  };
}
