/** Another model for an agent whose own goes in circles, where its policy names more than one. */
import type { Agent, Complexity } from '@tutti/protocol';

export interface Routed {
  readonly agent: Agent;
  readonly complexity?: Complexity | undefined;
}

/** Where the strongest is wanted the router does not go by the order, so there is nothing to ask it for. */
export function hasOtherModel({ models }: Agent): boolean {
  return models.complexity !== 'high' && new Set([...models.prefer, ...models.fallback]).size > 1;
}

/** The one that is named first comes last, and the order counts. */
export function toOtherModel<Request extends Routed>({ agent, complexity }: Request): Routed {
  const { prefer, fallback } = agent.models;
  const [first, ...rest] = [...prefer, ...fallback];
  const models = {
    ...agent.models,
    prefer: rest,
    fallback: first === undefined ? [] : [first],
    complexity: 'auto' as const,
  };
  return { agent: { ...agent, models }, complexity: complexity === 'high' ? complexity : 'medium' };
}
