/** Between instants and what clocks show in a zone, by the rules that the runtime knows of the zone. */
import { InvalidInputError } from '@tutti/engine';
import type { Instant } from '@tutti/protocol';

export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const LOCAL = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?)?$/u;
const ABSOLUTE = /(?:Z|[+-]\d\d:?\d\d)$/u;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** With an offset an instant; without one, what a clock in the zone shows. */
export function parseTime(text: string, zone: string, field: string): { at: Instant; note?: string } {
  if (ABSOLUTE.test(text) && text.includes('T')) {
    const at = Date.parse(text);
    if (Number.isFinite(at)) return { at };
  }
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0'] = LOCAL.exec(text) ?? [];
  const wall = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  };
  if (year === '' || !isReal(wall))
    throw new InvalidInputError('write 2026-03-01, 2026-03-01T09:30 or 2026-03-01T09:30:00+01:00', field);
  return toInstant(wall, zone);
}

/** A time that a clock jumps over is moved on by the jump; of one that it shows twice the first is meant. Both are said. */
export function toInstant(wall: WallTime, zone: string): { at: Instant; note?: string } {
  const shown = toUtc(wall);
  const offsets = new Set([toOffset(shown - DAY_MS, zone), toOffset(shown + DAY_MS, zone)]);
  const fits = [...offsets].map((offset) => shown - offset).filter((at) => at + toOffset(at, zone) === shown);
  const first = Math.min(...fits);
  if (fits.length > 1) return { at: first, note: 'clocks show this time twice there; the first is meant' };
  if (fits.length === 1) return { at: first };
  return { at: shown - Math.min(...offsets), note: 'clocks jump over this time there; it is moved on by the jump' };
}

export function toWallTime(at: Instant, zone: string): WallTime {
  const shown = new Date(at + toOffset(at, zone));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
  };
}

/** `2026-03-01T09:30:00+01:00`. */
export function toZonedText(at: Instant, zone: string): string {
  const offset = Math.trunc(toOffset(at, zone) / MINUTE_MS);
  const wall = new Date(at + toOffset(at, zone)).toISOString().replace(/\.\d+Z$/u, '');
  if (offset === 0) return `${wall}Z`;
  const size = Math.abs(offset);
  return `${wall}${offset < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

export function toWeekday(at: Instant, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'long' }).format(at);
}

/** What a clock there shows more than one of UTC. */
function toOffset(at: Instant, zone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const shown = { year: of('year'), month: of('month'), day: of('day'), hour: of('hour'), minute: of('minute') };
  return toUtc({ ...shown, second: of('second') }) - Math.floor(at / 1_000) * 1_000;
}

function toUtc({ year, month, day, hour, minute, second }: WallTime): number {
  // Years below 100 would be taken for those of the last century.
  return new Date(0).setUTCFullYear(year, month - 1, day) + ((hour * 60 + minute) * 60 + second) * 1_000;
}

function isReal(wall: WallTime): boolean {
  const date = new Date(toUtc({ ...wall, hour: 0, minute: 0, second: 0 }));
  const isDay = date.getUTCMonth() + 1 === wall.month && date.getUTCDate() === wall.day;
  return isDay && wall.year >= 1 && wall.hour < 24 && wall.minute < 60 && wall.second < 60;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
