/** Which models a run has called and what that has cost, added up from its settlements: the same sums as everywhere else. */
import { type ModelId, type RunEvent, toSpending, type Usage } from '@tutti/protocol';

export interface ModelUse {
  readonly model: ModelId;
  readonly calls: number;
  readonly usage: Usage;
  /** Of the calls: at no price, by a free tier. */
  readonly freeCalls: number;
  /** Of the calls: on machines of the owner's. */
  readonly localCalls: number;
  /** Of its cost: the worst case of calls whose end nobody knows. */
  readonly inDoubtNanoUsd: number;
}

/** The dearest first. Empty for runs of the time before calls were settled so. */
export function sumModelUse(events: readonly RunEvent[]): readonly ModelUse[] {
  const uses = new Map<ModelId, ModelUse>();
  for (const event of events) {
    const spending = toSpending(event, {});
    if (!spending) continue;
    const { model, usage, free, local, inDoubt } = spending;
    const known = uses.get(model);
    uses.set(model, {
      model,
      calls: (known?.calls ?? 0) + 1,
      usage: addUsage(known?.usage, usage),
      freeCalls: (known?.freeCalls ?? 0) + (free ? 1 : 0),
      localCalls: (known?.localCalls ?? 0) + (local ? 1 : 0),
      inDoubtNanoUsd: (known?.inDoubtNanoUsd ?? 0) + (inDoubt ? usage.costNanoUsd : 0),
    });
  }
  return [...uses.values()].toSorted(
    (one, other) => other.usage.costNanoUsd - one.usage.costNanoUsd || other.calls - one.calls,
  );
}

function addUsage(one: Usage | undefined, other: Usage): Usage {
  if (!one) return other;
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    costNanoUsd: one.costNanoUsd + other.costNanoUsd,
    ...((one.estimated || other.estimated) && { estimated: true }),
  };
}
