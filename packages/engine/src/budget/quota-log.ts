/**
 * How much of a quota was taken when, in buckets of time. A window counts each bucket as a whole that it touches, so none ever holds more
 * than the limit; as a bucket is a small part of its window, at most one thirtieth of the quota is lost to that.
 */
import type { Instant, QuotaLimits } from '@tutti/protocol';
import type { QuotaUse, QuotaVerdict, QuotaWindow } from '../ports/quotas.ts';

/** When it began, how many requests, how many tokens. */
type Bucket = readonly [start: Instant, requests: number, tokens: number];

type OpenTake = readonly [at: Instant, tokens: number];

export interface QuotaLog {
  readonly minute: readonly Bucket[];
  readonly day: readonly Bucket[];
  /** By number: takes of which nobody has said yet what they used. */
  readonly open: Readonly<Record<string, OpenTake>>;
  readonly next: number;
}

interface Span {
  readonly name: 'minute' | 'day';
  readonly lengthMs: number;
  readonly bucketMs: number;
}

const MINUTE: Span = { name: 'minute', lengthMs: 60_000, bucketMs: 2_000 };
const DAY: Span = { name: 'day', lengthMs: 86_400_000, bucketMs: 1_800_000 };
/** Nothing older than this counts for anything. */
export const QUOTA_MEMORY_MS = DAY.lengthMs + DAY.bucketMs;
/** The oldest are forgotten first, and then stay as they were taken. */
const MOST_OPEN = 200;

const WINDOWS: readonly { readonly window: QuotaWindow; readonly span: Span; readonly column: 1 | 2 }[] = [
  { window: 'requestsPerMinute', span: MINUTE, column: 1 },
  { window: 'tokensPerMinute', span: MINUTE, column: 2 },
  { window: 'requestsPerDay', span: DAY, column: 1 },
  { window: 'tokensPerDay', span: DAY, column: 2 },
];

export const NO_QUOTA_USE: QuotaLog = { minute: [], day: [], open: {}, next: 1 };

export interface QuotaTake {
  /** Without its id, which the store makes of the number. */
  readonly verdict: Exclude<QuotaVerdict, { readonly status: 'granted' }> | { readonly status: 'granted'; no: number };
  readonly log: QuotaLog;
}

/** A clock that was set back stands still for as long. */
export function takeFromQuota(
  log: QuotaLog,
  { limits, tokens }: { readonly limits: QuotaLimits; readonly tokens: number },
  now: Instant,
): QuotaTake {
  const at = toLatest(log, now);
  const current = sweep(log, at);
  const small = WINDOWS.find(({ window, column }) => column === 2 && tokens > (limits[window] ?? Infinity));
  if (small) {
    const most = limits[small.window] ?? 0;
    return { verdict: { status: 'too_large', window: small.window, most }, log: current };
  }
  const full = WINDOWS.flatMap(({ window, span, column }) => {
    const until = findRoom(current[span.name], span, {
      column,
      limit: limits[window],
      asked: column === 1 ? 1 : tokens,
    });
    return until === undefined ? [] : [{ window, until }];
  }).toSorted((one, other) => other.until - one.until)[0];
  if (full) return { verdict: { status: 'exhausted', ...full }, log: current };
  const no = current.next;
  return { verdict: { status: 'granted', no }, log: add(current, at, tokens) };
}

/** Without tokens it was never sent. The same log where nothing is known of this take any more. */
export function correctQuotaTake(log: QuotaLog, no: number, tokens: number | undefined): QuotaLog {
  const taken = log.open[no];
  if (!taken) return log;
  const [at, expected] = taken;
  const { [no]: _, ...open } = log.open;
  const more = { requests: tokens === undefined ? -1 : 0, tokens: (tokens ?? 0) - expected };
  return {
    ...log,
    open,
    minute: shift(log.minute, toStart(at, MINUTE), more),
    day: shift(log.day, toStart(at, DAY), more),
  };
}

export function readQuotaUse(log: QuotaLog, now: Instant): Omit<QuotaUse, 'key' | 'model'> {
  const current = sweep(log, toLatest(log, now));
  const sum = ({ span, column }: (typeof WINDOWS)[number]) =>
    current[span.name].reduce((total, bucket) => total + bucket[column], 0);
  const [requestsPerMinute = 0, tokensPerMinute = 0, requestsPerDay = 0, tokensPerDay = 0] = WINDOWS.map(sum);
  return { requestsPerMinute, tokensPerMinute, requestsPerDay, tokensPerDay };
}

/** When so many of the oldest buckets are left behind that there is room; undefined where there is room now. */
function findRoom(
  buckets: readonly Bucket[],
  span: Span,
  { column, limit = Infinity, asked }: { column: 1 | 2; limit: number | undefined; asked: number },
): Instant | undefined {
  let used = buckets.reduce((total, bucket) => total + bucket[column], 0);
  let until: Instant | undefined;
  for (const bucket of buckets) {
    if (used + asked <= limit) break;
    used -= bucket[column];
    until = toEnd(bucket, span);
  }
  return until;
}

function add(log: QuotaLog, at: Instant, tokens: number): QuotaLog {
  const open: [string, OpenTake][] = [...Object.entries(log.open), [`${log.next}`, [at, tokens]]];
  return {
    minute: addTo(log.minute, toStart(at, MINUTE), tokens),
    day: addTo(log.day, toStart(at, DAY), tokens),
    open: Object.fromEntries(open.slice(-MOST_OPEN)),
    next: log.next + 1,
  };
}

function addTo(buckets: readonly Bucket[], start: Instant, tokens: number): readonly Bucket[] {
  const last = buckets.at(-1);
  if (last?.[0] !== start) return [...buckets, [start, 1, tokens]];
  return [...buckets.slice(0, -1), [start, last[1] + 1, last[2] + tokens]];
}

function shift(
  buckets: readonly Bucket[],
  start: Instant,
  more: { readonly requests: number; readonly tokens: number },
): readonly Bucket[] {
  return buckets.map((bucket) => {
    if (bucket[0] !== start) return bucket;
    return [start, Math.max(bucket[1] + more.requests, 0), Math.max(bucket[2] + more.tokens, 0)] as const;
  });
}

function sweep(log: QuotaLog, at: Instant): QuotaLog {
  const open = Object.entries(log.open).filter(([, [takenAt]]) => takenAt + QUOTA_MEMORY_MS > at);
  return {
    ...log,
    minute: log.minute.filter((bucket) => toEnd(bucket, MINUTE) > at),
    day: log.day.filter((bucket) => toEnd(bucket, DAY) > at),
    open: Object.fromEntries(open),
  };
}

/** From when on no window holds anything of it. */
function toEnd([start]: Bucket, { bucketMs, lengthMs }: Span): Instant {
  return start + bucketMs + lengthMs;
}

function toStart(at: Instant, { bucketMs }: Span): Instant {
  return at - (at % bucketMs);
}

function toLatest({ minute, day }: QuotaLog, now: Instant): Instant {
  return Math.max(now, minute.at(-1)?.[0] ?? 0, day.at(-1)?.[0] ?? 0);
}
