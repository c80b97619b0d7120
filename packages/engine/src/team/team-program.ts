/** The program behind a task: a team of agents works on a goal by one pattern, and what comes out is kept as a document. */
import { Agent, AgentId, PatternName, type Json, unionLabels } from '@tutti/protocol';
import * as z from 'zod';
import { createAgentBook } from '../agents/agent-book.ts';
import type { TurnPorts } from '../agents/take-turn.ts';
import { RunError } from '../errors.ts';
import type { Program } from '../run/program.ts';
import { runPattern } from './find-pattern.ts';
import { createPatternContext } from './pattern-context.ts';

export const TEAM_PROGRAM = 'team';

export const TeamInput = z.object({ goal: z.string(), agents: z.array(AgentId).min(1), pattern: PatternName });
export type TeamInput = z.infer<typeof TeamInput>;

/** A run keeps its agents as they were when it began. */
export const TeamPins = z.object({ agents: z.array(Agent) });
export type TeamPins = z.infer<typeof TeamPins>;

export function createTeamProgram(ports: TurnPorts): Program<TeamInput> {
  return {
    name: TEAM_PROGRAM,
    version: 1,
    input: TeamInput,
    async run(scope, { input, pins, labels }) {
      const book = createAgentBook(TeamPins.parse(pins).agents);
      const task = { goal: { text: input.goal, labels: [...labels] }, agents: input.agents };
      const { outcome, result, contributions } = await runPattern(
        input.pattern,
        task,
        createPatternContext(scope, book, ports),
      );
      if (contributions.length === 0) throw new RunError('join_failed', `no agent gave an answer\n${result.text}`);
      const all = unionLabels(labels, result.labels);
      const artefact = await scope.produce({
        name: 'result.md',
        mediaType: 'text/markdown',
        text: result.text,
        labels: all,
      });
      const output: Json = {
        outcome,
        text: result.text,
        artefact: artefact.id,
        contributions: contributions.map(({ by, text }) => ({ by, text })),
      };
      return { output, labels: all };
    },
  };
}
