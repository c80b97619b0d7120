import { type Clock, systemClock, type Tool } from '@tutti/engine';
import type { Instant } from '@tutti/protocol';
import * as z from 'zod';
import { parseToolInput } from './parse-tool-input.ts';
import { TimeZone } from './time-zone.ts';

const CurrentTimeInput = z.object({
  timeZone: TimeZone.exactOptional().describe(
    'A time zone of the IANA list, such as Europe/Berlin; UTC where it is left out.',
  ),
});

export interface CurrentTimeOptions {
  readonly clock?: Clock;
}

export function createCurrentTimeTool({ clock = systemClock }: CurrentTimeOptions = {}): Tool {
  return {
    name: 'current_time',
    description: 'Tells the current date, weekday and time of day in a time zone.',
    input: CurrentTimeInput,
    effect: 'read',
    timeoutMs: 1_000,
    labels: [{ source: 'tool', name: 'current_time' }],
    async use(input, { signal }) {
      signal.throwIfAborted();
      return describeInstant(clock.now(), parseToolInput(CurrentTimeInput, input).timeZone ?? 'UTC');
    },
  };
}

function describeInstant(now: Instant, timeZone: string): { time: string; weekday: string; timeZone: string } {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    calendar: 'gregory',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  });
  const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
  const { year, month, day, hour, minute, second, weekday = '', timeZoneName = '' } = parts;
  // "GMT+01:00"; for no difference some versions say "GMT+00:00" and others "GMT".
  const offset = timeZoneName.replace(/^GMT(?:\+00:00)?/u, '');
  return { time: `${year}-${month}-${day}T${hour}:${minute}:${second}${offset || 'Z'}`, weekday, timeZone };
}
