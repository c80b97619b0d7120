/** What a pattern sees: turns of its agents, branches, and records, all of them steps of the run's scope. */
import type { AgentId, Labelled } from '@tutti/protocol';
import * as z from 'zod';
import type { AgentBook } from '../agents/agent-book.ts';
import { takeTurn, type TurnPorts, type TurnRequest } from '../agents/take-turn.ts';
import type { PatternContext, PatternEvent, Question } from '../patterns/pattern.ts';
import type { Scope } from '../run/scope.ts';

/** Who works, with what, and what was said about the work as a whole. */
export interface TeamDesk extends Pick<TurnRequest<string>, 'complexity' | 'ladder'> {
  readonly agents: AgentBook;
  readonly ports: TurnPorts;
  /** Hears of each answer as soon as it is there. */
  onSaid?(by: AgentId, said: Labelled): void;
}

export function createPatternContext(scope: Scope, desk: TeamDesk): PatternContext {
  const { agents, ports, complexity, ladder } = desk;
  return {
    async ask<Answer>(id: AgentId, { prompt, schema }: Question<Answer>) {
      const request = { agent: agents.get(id), prompt, schema, complexity, ladder };
      const { answer, text, labels } = await takeTurn<Answer>(scope, ports, request);
      desk.onSaid?.(id, { text, labels: [...labels] });
      return answer;
    },
    async say(id: AgentId, prompt: Labelled) {
      const agent = agents.get(id);
      const schema = agent.answer && z.fromJSONSchema(agent.answer);
      const request = { agent, prompt, complexity, ladder, ...(schema && { schema }) };
      const { text, labels } = await takeTurn<unknown>(scope, ports, request);
      const said = { text, labels: [...labels] };
      desk.onSaid?.(id, said);
      return said;
    },
    all(branches, policy) {
      const onScopes = Object.entries(branches).map(
        ([name, branch]) => [name, (own: Scope) => branch(createPatternContext(own, desk))] as const,
      );
      return scope.all(Object.fromEntries(onScopes), policy);
    },
    record({ type, ...data }: PatternEvent) {
      return scope.record({ name: type, data });
    },
  };
}
