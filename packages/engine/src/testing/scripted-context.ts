/** A pattern's context that answers from a script: for each agent its answers in order, an Error where it fails. */
import type { AgentId, Labelled } from '@tutti/protocol';
import type { Outcome, PatternContext, PatternEvent, Question } from '../patterns/pattern.ts';
import { toFailure } from '../errors.ts';
import type { AgentRecord } from '../ports/agent-records.ts';

export type Script = Readonly<Record<string, readonly unknown[]>>;

export interface ScriptedContext extends PatternContext {
  readonly recorded: readonly PatternEvent[];
  /** What each agent was asked, in order. */
  readonly asked: readonly { readonly agent: AgentId; readonly prompt: string }[];
}

export function createScriptedContext(
  script: Script,
  records: Readonly<Record<string, AgentRecord>> = {},
): ScriptedContext {
  const recorded: PatternEvent[] = [];
  const asked: { agent: AgentId; prompt: string }[] = [];
  const used = new Map<string, number>();
  const next = (agent: AgentId, prompt: string): unknown => {
    const turn = used.get(agent) ?? 0;
    used.set(agent, turn + 1);
    asked.push({ agent, prompt });
    const answers = script[agent] ?? [];
    if (turn >= answers.length) throw new Error(`the script has no answer ${turn + 1} of ${agent}`);
    const answer = answers[turn];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const context: ScriptedContext = {
    recorded,
    asked,
    async ask<Answer>(agent: AgentId, { prompt, schema }: Question<Answer>) {
      return { answer: schema.parse(next(agent, prompt.text)), labels: [{ source: 'model', name: agent }] };
    },
    async say(agent: AgentId, prompt: Labelled) {
      return { text: String(next(agent, prompt.text)), labels: [{ source: 'model', name: agent }] };
    },
    async all<T>(branches: Record<string, (own: PatternContext) => Promise<T>>) {
      const outcomes: Record<string, Outcome<T>> = {};
      for (const [name, branch] of Object.entries(branches)) {
        outcomes[name] = await branch(context).then(
          (value): Outcome<T> => ({ status: 'done', value }),
          (error: unknown): Outcome<T> => ({ status: 'failed', error: toFailure(error) }),
        );
      }
      return outcomes;
    },
    within: (_, part) => part(context),
    async record(event) {
      recorded.push(event);
    },
    describe: (id) => ({ id, purpose: `does what ${id} does`, capabilities: [], runtime: 'llm' }),
    async findRecords(agents) {
      return agents.map((agent) => records[agent] ?? { agent, finished: 0, good: 0, bids: [] });
    },
    version: () => 1,
    now: () => 0,
    random: () => 0.5,
  };
  return context;
}
