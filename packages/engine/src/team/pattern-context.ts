/** What a pattern sees: turns of its agents, branches, and records, all of them steps of the run's scope. */
import type { AgentId, Labelled } from '@tutti/protocol';
import type { AgentBook } from '../agents/agent-book.ts';
import { takeTurn, type TurnPorts } from '../agents/take-turn.ts';
import type { PatternContext, PatternEvent, Question } from '../patterns/pattern.ts';
import type { Scope } from '../run/scope.ts';

export function createPatternContext(scope: Scope, agents: AgentBook, ports: TurnPorts): PatternContext {
  const toContext = (own: Scope) => createPatternContext(own, agents, ports);
  return {
    async ask<Answer>(id: AgentId, { prompt, schema }: Question<Answer>) {
      const { answer } = await takeTurn<Answer>(scope, ports, { agent: agents.get(id), prompt, schema });
      return answer;
    },
    async say(id: AgentId, prompt: Labelled) {
      const { text, labels } = await takeTurn(scope, ports, { agent: agents.get(id), prompt });
      return { text, labels: [...labels] };
    },
    all(branches, policy) {
      const onScopes = Object.entries(branches).map(
        ([name, branch]) => [name, (own: Scope) => branch(toContext(own))] as const,
      );
      return scope.all(Object.fromEntries(onScopes), policy);
    },
    record({ type, ...data }: PatternEvent) {
      return scope.record({ name: type, data });
    },
  };
}
