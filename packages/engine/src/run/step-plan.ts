/** A step as it was asked for, with everything that carrying it out needs. */
import type { FactOf, Hash, StepPath } from '@tutti/protocol';
import type { Packed } from './payload.ts';
import type { RetryPolicy } from './retry.ts';
import type { Act, StepOptions } from './scope.ts';
import type { ScopeNode } from './scope-node.ts';

export interface StepPlan {
  readonly name: string;
  readonly path: StepPath;
  readonly node: ScopeNode;
  readonly options: StepOptions<unknown>;
  readonly retry: RetryPolicy;
  /** Undefined where the step was begun without one. */
  readonly input: Packed | undefined;
  readonly inputHash: Hash;
  readonly act: Act<unknown>;
  /** The last thing before the act. */
  readonly beforeAct?: (attempt: number) => Promise<void>;
}

export type StepFacts = Omit<FactOf<'step.failed'>, 'type' | 'error'>;

export interface Finished {
  readonly attempts: number;
  readonly startedAt: number;
}

export function toStepFacts(plan: StepPlan, { attempts, startedAt }: Finished): StepFacts {
  const { kind = 'step', effect, agent, model, tool } = plan.options;
  return {
    path: plan.path,
    name: plan.name,
    kind,
    effect,
    inputHash: plan.inputHash,
    attempts,
    startedAt,
    ...(agent === undefined ? {} : { agent }),
    ...(model === undefined ? {} : { model }),
    ...(tool === undefined ? {} : { tool }),
  };
}
