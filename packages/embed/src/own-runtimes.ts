/** The turns of agents that are functions or objects of the program; all others go where the installation says. */
import { AgentFailedError, type RuntimeChoice, type Runtimes } from '@tutti/engine';
import type { Agent, Amount } from '@tutti/protocol';
import type { DefinedAgent, OwnFunction } from './define-agent.ts';

const FREE: Amount = { tokens: 0, costNanoUsd: 0 };

export function createOwnRuntimes(agents: readonly DefinedAgent<unknown>[]): (others: Runtimes) => Runtimes {
  const functions = new Map(agents.flatMap(({ id, own }) => (own ? [[id, own] as const] : [])));
  const find = ({ id, runtime }: Agent) => (runtime === 'function' ? functions.get(id) : undefined);
  return (others) => ({
    async choose(agent) {
      const own = find(agent);
      return own ? toChoice(agent.id, own) : others.choose(agent).catch((error: unknown) => explain(agent, error));
    },
    async connect(agent, terms) {
      const own = find(agent);
      if (!own) return others.connect(agent, terms);
      const { createFunctionRuntime } = await import('@tutti/adapters/runtimes');
      return createFunctionRuntime({ [agent.id]: own.run }, agent.id);
    },
    async view(agent) {
      const own = find(agent);
      if (!own) return others.view(agent);
      return { kind: 'function', connection: agent.id, state: 'ready', target: agent.id, effect: own.effect };
    },
  });
}

function toChoice(name: string, { effect, timeoutMs }: OwnFunction): RuntimeChoice {
  return { by: 'elsewhere', terms: { kind: 'function', name, effect, timeoutMs, worstCase: FREE, local: true } };
}

/** A run that an earlier program began with agents of its own goes on where this one has them, too. */
function explain({ id, runtime }: Agent, cause: unknown): never {
  if (runtime !== 'function') throw cause;
  const message = `${id} is a function of a program, and this program does not define it: give it to createTutti`;
  throw new AgentFailedError('agent_not_configured', message, { nothingHappened: true, cause });
}
