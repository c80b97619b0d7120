/** What can be told of how a run went, from what it has recorded and nothing else. */
import { type Agreement, checkAnswer, compareClaims } from '@tutti/engine';
import type { RunEvent } from '@tutti/protocol';

export interface RunMetrics {
  /** From its first event to its last one. */
  readonly executionTimeMs: number;
  /**
   * The share of that time in which at least one agent was at work, from 0 to 1; the rest went into starting, waiting and writing
   * down. 1 where it took no time at all.
   */
  readonly coordinationEfficiency: number;
  /** Who was asked for anything, judges and leads among them, in the order in which they were. */
  readonly agentsUsed: readonly string[];
  /** Those whose last call came to an end. */
  readonly successfulAgents: readonly string[];
  /** Of what each agent said last: how far the checks without a model tell their answers apart (the variance of the scores). */
  readonly qualityVariance: number;
  readonly consensusAnalysis: Agreement;
}

export interface Measured {
  readonly goal: string;
  readonly events: readonly RunEvent[];
  readonly contributions: readonly { readonly by: string; readonly text: string }[];
}

export function measureRun({ goal, events, contributions }: Measured): RunMetrics {
  const executionTimeMs = (events.at(-1)?.at ?? 0) - (events[0]?.at ?? 0);
  const last = [...new Map(contributions.map((said) => [said.by, said])).values()];
  return {
    executionTimeMs,
    coordinationEfficiency: executionTimeMs === 0 ? 1 : Math.min(1, sumBusy(events) / executionTimeMs),
    ...findAgents(events),
    qualityVariance: toVariance(last.map(({ text }) => checkAnswer(goal, text).score)),
    consensusAnalysis: compareClaims(last),
  };
}

type Ended = Extract<RunEvent, { readonly type: 'step.completed' | 'step.failed' }>;

/** Calls of models and of agents elsewhere, and the tools that agents use. */
function listWork(events: readonly RunEvent[]): Ended[] {
  return events.filter(
    (event): event is Ended =>
      (event.type === 'step.completed' || event.type === 'step.failed') && event.agent !== undefined,
  );
}

/** Time in which two are at work counts once. */
function sumBusy(events: readonly RunEvent[]): number {
  const spans = listWork(events)
    .map(({ startedAt, at }) => ({ from: startedAt as number, to: at as number }))
    .toSorted((one, other) => one.from - other.from);
  let busy = 0;
  let until = 0;
  for (const { from, to } of spans) {
    busy += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return busy;
}

function findAgents(events: readonly RunEvent[]): Pick<RunMetrics, 'agentsUsed' | 'successfulAgents'> {
  const used = new Set<string>();
  const well = new Map<string, boolean>();
  for (const event of events) {
    if (event.type === 'model.routed' && event.agent !== undefined) used.add(event.agent);
    if (event.type !== 'step.completed' && event.type !== 'step.failed') continue;
    if (event.agent === undefined) continue;
    used.add(event.agent);
    if (event.kind === 'model' || event.kind === 'agent') well.set(event.agent, event.type === 'step.completed');
  }
  return { agentsUsed: [...used], successfulAgents: [...used].filter((agent) => well.get(agent) === true) };
}

function toVariance(scores: readonly number[]): number {
  if (scores.length === 0) return 0;
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length;
}
