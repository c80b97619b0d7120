/** What is known of an agent beside its definition. Whatever is not known counts for nothing, in neither direction. */
import type { AgentId, ScoreParts } from '@tutti/protocol';

export interface AgentEvidence {
  /** Its finished runs, and how many of them came to a good end. */
  readonly runs?: { readonly finished: number; readonly good: number };
  /** Its runs that are open right now. */
  readonly open?: number;
  /** Its model calls, how many of them were free or local, and what all of them cost. */
  readonly calls?: { readonly made: number; readonly free: number; readonly costNanoUsd: number };
}

export type Evidence = ReadonlyMap<AgentId, AgentEvidence>;

const UNKNOWN = 0.5;
/** A record counts as if so many runs of the usual share stood beside it, so that one lucky run is no proof. */
const PRIOR_RUNS = 8;
/** So many open runs halve what its freedom counts. */
const BUSY_RUNS = 4;
/** A cent a call is as dear as average. */
const USUAL_NANO_USD = 10_000_000;

export function weighEvidence(evidence: Evidence): (agent: AgentId) => Pick<ScoreParts, 'record' | 'load' | 'cost'> {
  const usual = findUsualShare(evidence);
  return (agent) => {
    const { runs, open, calls } = evidence.get(agent) ?? {};
    const record = runs ? (runs.good + PRIOR_RUNS * usual) / (runs.finished + PRIOR_RUNS) - usual + UNKNOWN : UNKNOWN;
    return {
      record: Math.min(1, Math.max(0, record)),
      load: open === undefined ? UNKNOWN : BUSY_RUNS / (BUSY_RUNS + open) / 2,
      cost: calls && calls.made > 0 ? toCost(calls) : UNKNOWN,
    };
  };
}

function findUsualShare(evidence: Evidence): number {
  let [good, finished] = [0, 0];
  for (const { runs } of evidence.values()) {
    good += runs?.good ?? 0;
    finished += runs?.finished ?? 0;
  }
  return finished === 0 ? UNKNOWN : good / finished;
}

function toCost({ made, free, costNanoUsd }: NonNullable<AgentEvidence['calls']>): number {
  const paid = made - free;
  if (paid <= 0) return 1;
  const cheap = USUAL_NANO_USD / (USUAL_NANO_USD + costNanoUsd / paid);
  return (free + paid * cheap) / made;
}
