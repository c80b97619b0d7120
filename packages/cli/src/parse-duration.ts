import { InvalidInputError } from '@tutti/engine';

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Whoever waits longer has mistyped, and no calendar goes on for ever. */
const MOST_MS = 100 * 365 * 86_400_000;

/** `90s`, `10m`, `1.5h`, `2d` in milliseconds. */
export function parseDuration(text: string): number {
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/.exec(text.trim()) ?? [];
  const factor = UNITS_MS[unit];
  const durationMs = Math.round(Number(amount) * (factor ?? 0));
  if (factor === undefined || durationMs < 1)
    throw new InvalidInputError(`"${text}" is no duration; write 90s, 10m, 2h or 1d`, 'duration');
  if (durationMs > MOST_MS) throw new InvalidInputError(`"${text}" is no duration of less than 100 years`, 'duration');
  return durationMs;
}
