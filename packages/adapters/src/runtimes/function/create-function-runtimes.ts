/** For a program that embeds the engine and has agents of its own in its own memory: no file says anything about them. */
import { AgentFailedError, type RuntimeChoice, type Runtimes } from '@tutti/engine';
import type { Agent, Amount, EffectClass } from '@tutti/protocol';
import { createFunctionRuntime, type FunctionRegistry, hasFunction } from './create-function-runtime.ts';

export interface FunctionRuntimesOptions {
  /** What a turn may cause in the world. */
  readonly effect?: EffectClass;
  readonly timeoutMs?: number;
  /** What a turn costs at most. */
  readonly worstCase?: Amount;
}

const DEFAULT_TIMEOUT_MS = 900_000;
const FREE: Amount = { tokens: 0, costNanoUsd: 0 };

/**
 * `functions` by the ids of the agents whose `runtime` is `function`, or by what their `setup` names as `function`.
 * `createFunctionRuntimes({ clerk: async (goal) => answer(goal) })`
 */
export function createFunctionRuntimes(functions: FunctionRegistry, options: FunctionRuntimesOptions = {}): Runtimes {
  const { effect = 'irreversible', timeoutMs = DEFAULT_TIMEOUT_MS, worstCase = FREE } = options;
  const choose = ({ id, runtime, setup }: Agent): RuntimeChoice => {
    if (runtime === 'llm') return { by: 'model' };
    const name = setup?.function ?? id;
    if (runtime === 'function' && hasFunction(functions, name))
      return { by: 'elsewhere', terms: { kind: 'function', name, effect, timeoutMs, worstCase, local: true } };
    const message = `${id} works over ${runtime}, and this program has registered nothing of the name ${name} for that`;
    throw new AgentFailedError('agent_not_configured', message, { nothingHappened: true });
  };
  return {
    choose: async (agent) => choose(agent),
    connect: async (_agent, { name }) => createFunctionRuntime(functions, name),
    view: async (agent) => {
      const name = agent.setup?.function ?? agent.id;
      if (agent.runtime === 'llm') return { kind: 'llm', state: 'ready' };
      if (agent.runtime === 'function' && hasFunction(functions, name))
        return { kind: 'function', connection: name, state: 'ready', target: name, effect };
      return { kind: agent.runtime, state: 'not_configured', missing: `nothing of the name ${name} is registered` };
    },
  };
}
