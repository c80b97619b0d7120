import type { Route } from '../routing/route-table.ts';
import type { Deadlines } from './watch-answer.ts';

/** A model of the owner's may have to be loaded first, and one that reasons may be silent for long. */
const FIRST_SIGN_MS = { remote: 30_000, reasoning: 90_000, local: 180_000 };
const BETWEEN_SIGNS_MS = { remote: 20_000, reasoning: 60_000, local: 60_000 };
const WHOLE_MS = { least: 120_000, most: 900_000 };
/** Slower than any that is worth waiting for. */
const TOKENS_PER_SECOND = 10;

export function toDeadlines({ card, local }: Route, maxOutputTokens: number): Deadlines {
  const kind = local ? 'local' : card.reasoning ? 'reasoning' : 'remote';
  const whole = FIRST_SIGN_MS[kind] + (maxOutputTokens / TOKENS_PER_SECOND) * 1_000;
  return {
    firstSignMs: FIRST_SIGN_MS[kind],
    betweenSignsMs: BETWEEN_SIGNS_MS[kind],
    wholeMs: Math.min(Math.max(WHOLE_MS.least, whole), WHOLE_MS.most),
  };
}
