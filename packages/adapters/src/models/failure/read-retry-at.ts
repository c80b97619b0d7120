/** When the provider says that it may be asked again. */
import type { Instant } from '@tutti/protocol';
import type { FailureFacts } from './failure-facts.ts';

const DAY_MS = 86_400_000;
/** Whatever it says: nobody is waited for longer than a quota of a month runs. */
const LONGEST_MS = 31 * DAY_MS;
/** Numbers from here on are instants, not durations. */
const EARLIEST_EPOCH_SECONDS = 1_000_000_000;
const EARLIEST_EPOCH_MS = EARLIEST_EPOCH_SECONDS * 1000;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: DAY_MS };

export function readRetryAt({ headers, body }: FailureFacts, now: Instant): Instant | undefined {
  const told =
    readMilliseconds(headers['retry-after-ms']) ??
    readDuration(headers['retry-after'], now) ??
    readBody(body, now) ??
    readResets(headers, now);
  return told === undefined ? undefined : now + Math.min(Math.max(told, 0), LONGEST_MS);
}

function readMilliseconds(text: string | undefined): number | undefined {
  const value = Number(text);
  return text === undefined || text.trim() === '' || !Number.isFinite(value) ? undefined : value;
}

/** Seconds, `6m0.5s`, a date, or seconds or milliseconds since 1970. */
function readDuration(text: string | undefined, now: Instant): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const value = Number(text);
  if (Number.isFinite(value)) {
    if (value >= EARLIEST_EPOCH_MS) return value - now;
    return value >= EARLIEST_EPOCH_SECONDS ? value * 1000 - now : value * 1000;
  }
  return readUnits(text) ?? readDate(text, now);
}

function readUnits(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g))
    sum += Number(amount) * (UNITS[unit ?? ''] ?? 0);
  return Math.ceil(sum);
}

function readDate(text: string, now: Instant): number | undefined {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at - now;
}

/** Google's `"retryDelay": "34s"`, OpenRouter's `"X-RateLimit-Reset": "1741305600000"`, Groq's `Please try again in 7m12.5s`. */
function readBody(body: string, now: Instant): number | undefined {
  const [, delay] = /"retryDelay"\s*:\s*"([\d.]{1,20}s)"/.exec(body) ?? [];
  const [, reset] = /"X-RateLimit-Reset"\s*:\s*"?(\d{10,13})\b/i.exec(body) ?? [];
  const [, words] = /try again in ((?:[\d.]{1,10}(?:ms|[smhd]))+)/.exec(body) ?? [];
  return readDuration(delay ?? reset ?? words?.replace(/\.$/, ''), now);
}

/** The window that is used up says when it begins anew; of several, the last one counts. */
function readResets(headers: Readonly<Record<string, string>>, now: Instant): number | undefined {
  const waits = Object.entries(headers).flatMap(([name, left]) => {
    const window = /^(anthropic-|x-)?ratelimit-(?:(.+)-)?remaining(?:-(.+))?$/.exec(name);
    if (!window || Number(left) > 0) return [];
    const [, prefix = '', before, after] = window;
    const reset =
      before === undefined
        ? `${prefix}ratelimit-reset${after === undefined ? '' : `-${after}`}`
        : `${prefix}ratelimit-${before}-reset`;
    return readDuration(headers[reset], now) ?? [];
  });
  return waits.length === 0 ? undefined : Math.max(...waits);
}
