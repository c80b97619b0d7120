/** How much each vote weighs. A good record weighs more, but never so much that the few who could be faulty decide. */
import type { AgentId } from '@tutti/protocol';
import type { AgentRecord } from '../../ports/agent-records.ts';
import { type AgentEvidence, weighEvidence } from '../../selection/evidence.ts';
import type { Weights } from './tally.ts';

export interface MemberWeights {
  readonly weights: Weights;
  /** How much of the difference between the records counts, so that the bounds hold: 1 is all of it. */
  readonly regard: number;
}

const UNITS = 10_000;
const STEPS = 100;
/** Whoever has never come to a good end still has a voice. */
const LEAST = 0.1;

export function weighEqually(members: readonly AgentId[]): MemberWeights {
  return { weights: new Map(members.map((by) => [by, 1])), regard: 0 };
}

export function weighByRecord(members: readonly AgentId[], records: readonly AgentRecord[]): MemberWeights {
  const evidence = new Map(
    records.map(({ agent, finished, good }): [AgentId, AgentEvidence] => [agent, { runs: { finished, good } }]),
  );
  const weigh = weighEvidence(evidence);
  const earned = members.map((by) => Math.round(Math.max(LEAST, weigh(by).record) * UNITS));
  const average = Math.round(earned.reduce((sum, weight) => sum + weight, 0) / members.length);
  for (let step = STEPS; step > 0; step--) {
    const blended = earned.map((weight) => weight * step + average * (STEPS - step));
    if (isBalanced(blended))
      return { weights: new Map(members.map((by, at) => [by, blended[at] ?? 0])), regard: step / STEPS };
  }
  return weighEqually(members);
}

/** Of 3f + 1 members any f together have less than a third; in smaller teams nobody alone has half. */
function isBalanced(weights: readonly number[]): boolean {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const heaviest = weights.toSorted((one, other) => other - one);
  const faulty = Math.floor((weights.length - 1) / 3);
  if (faulty === 0) return 2 * (heaviest[0] ?? 0) < total;
  return 3 * heaviest.slice(0, faulty).reduce((sum, weight) => sum + weight, 0) < total;
}
