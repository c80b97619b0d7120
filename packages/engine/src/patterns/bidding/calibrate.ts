/** How far a bidder is believed: its own word, corrected by what became of its earlier words. */
import type { AgentRecord } from '../../ports/agent-records.ts';

export interface Belief {
  /** How likely the work is to be good, as far as its bid and its record tell. */
  readonly likely: number;
  /** By how much its earlier bids promised more than they held; below 0 where they promised less. */
  readonly boast: number;
  /** How many earlier bids that rests on. */
  readonly bids: number;
}

/** As if so many honest bids stood beside its own: one failure makes nobody a liar. */
const PRIOR_BIDS = 2;
/** As if so many runs, half of them good, stood beside its own. */
const PRIOR_RUNS = 8;
/** How much its word counts against its record; the more earlier bids there are, the more. */
const WORD_FIRST = 0.5;
const WORD_LAST = 0.8;

export function calibrate(confidence: number, { bids, finished, good }: Omit<AgentRecord, 'agent'>): Belief {
  const promised = bids.reduce((sum, bid) => sum + bid.confidence, 0);
  const held = bids.filter((bid) => bid.good).length;
  const boast = (promised - held) / (bids.length + PRIOR_BIDS);
  const record = (good + PRIOR_RUNS / 2) / (finished + PRIOR_RUNS);
  const word = WORD_FIRST + (WORD_LAST - WORD_FIRST) * (bids.length / (bids.length + PRIOR_RUNS));
  const likely = word * clamp(confidence - boast) + (1 - word) * record;
  return { likely: clamp(likely), boast, bids: bids.length };
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
