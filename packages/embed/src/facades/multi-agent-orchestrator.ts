/** Five ways for named agents to work on a task together, in the words of older programs. Each call is one run in the journal. */
import type { PatternName, PatternOptions, RunId } from '@tutti/protocol';
import * as z from 'zod';
import type { FinishedRun } from '../finished-run.ts';
import type { AgentModelConnector } from './agent-model-connector.ts';
import { listRecords } from './list-records.ts';

/** What one agent has said on the way. */
export interface AgentResult {
  readonly agent: string;
  readonly result: string;
}

export interface SequentialExecution {
  readonly coordinationType: 'sequential';
  readonly agents: readonly string[];
  /** In the order in which they worked. */
  readonly results: readonly AgentResult[];
  readonly finalResult: string;
}

export interface ParallelExecution {
  readonly coordinationType: 'parallel';
  readonly agents: readonly string[];
  readonly results: readonly AgentResult[];
  readonly aggregatedResult: string;
}

export interface PlannedTask {
  readonly id: string;
  readonly what: string;
  readonly after: readonly string[];
  readonly assignee: string;
}

export interface HierarchicalExecution {
  readonly coordinationType: 'hierarchical';
  readonly leadAgent: string;
  readonly workerAgents: readonly string[];
  /** As it was carried out; `plain`: the lead gave none that could be. */
  readonly plan: { readonly from: 'lead' | 'plain'; readonly tasks: readonly PlannedTask[] };
  readonly workerResults: readonly AgentResult[];
  readonly finalResult: string;
}

export interface CollaborativeExecution {
  readonly coordinationType: 'collaborative';
  readonly agents: readonly string[];
  /** How many there were. */
  readonly rounds: number;
  readonly conversation: readonly { readonly round: number; readonly agent: string; readonly message: string }[];
  readonly finalSolution: string;
}

export interface Attempted extends AgentResult {
  /** By what can be checked without a model, from 0 to 1. */
  readonly score: number;
  /** 1 is the best; who is level shares a place. Absent: its answer did not count. */
  readonly place?: number;
}

export interface CompetitiveExecution {
  readonly coordinationType: 'competitive';
  readonly agents: readonly string[];
  readonly allAttempts: readonly Attempted[];
  readonly winner: string;
  readonly bestResult: string;
}

export type Execution =
  | SequentialExecution
  | ParallelExecution
  | HierarchicalExecution
  | CollaborativeExecution
  | CompetitiveExecution;

export interface ExecutionRecord {
  readonly task: string;
  readonly coordinationType: Execution['coordinationType'];
  readonly run: RunId;
  /** How it ended, in the words of the pattern. */
  readonly outcome: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly result: Execution;
}

const Planned = z.object({
  from: z.enum(['lead', 'plain']),
  tasks: z.array(z.object({ id: z.string(), what: z.string(), after: z.array(z.string()), assignee: z.string() })),
});
const Stated = z.object({ by: z.string(), round: z.int() });
const Scored = z.object({ by: z.string(), score: z.number() });
const Decided = z.object({ winner: z.string(), table: z.array(z.object({ by: z.string(), place: z.int() })) });

interface Wish {
  readonly task: string;
  readonly agents: readonly string[];
  readonly options?: PatternOptions;
}

export class MultiAgentOrchestrator {
  readonly #connector: AgentModelConnector;
  readonly #history: ExecutionRecord[] = [];

  constructor(connector: AgentModelConnector) {
    this.#connector = connector;
  }

  /** What was carried out by this one and ended well, the oldest first. Runs that failed are in the journal. */
  get executionHistory(): readonly ExecutionRecord[] {
    return [...this.#history];
  }

  async executeSequential(names: readonly string[], task: string): Promise<SequentialExecution> {
    const agents = await this.#toIds(names);
    return this.#execute('sequential', { task, agents }, (run) => ({
      coordinationType: 'sequential',
      agents,
      results: toResults(run),
      finalResult: run.text,
    }));
  }

  async executeParallel(names: readonly string[], task: string): Promise<ParallelExecution> {
    const agents = await this.#toIds(names);
    return this.#execute('parallel', { task, agents }, (run) => ({
      coordinationType: 'parallel',
      agents,
      results: toResults(run),
      aggregatedResult: run.text,
    }));
  }

  async executeHierarchical(
    leadName: string,
    workers: readonly string[],
    task: string,
  ): Promise<HierarchicalExecution> {
    const lead = await this.#connector.tutti.getAgent(leadName);
    const workerAgents = (await this.#toIds(workers)).filter((id) => id !== lead.id);
    const wish = { task, agents: workerAgents, options: { lead: lead.id } };
    return this.#execute('hierarchical', wish, (run) => ({
      coordinationType: 'hierarchical',
      leadAgent: lead.id,
      workerAgents,
      plan: listRecords(run.events, 'hierarchical.planned', Planned).at(-1) ?? { from: 'plain', tasks: [] },
      workerResults: toResults(run).filter(({ agent }) => workerAgents.includes(agent)),
      finalResult: run.text,
    }));
  }

  /** Until they agree, or nobody adds anything, or the rounds are over. */
  async executeCollaborative(names: readonly string[], task: string, maxRounds = 3): Promise<CollaborativeExecution> {
    const agents = await this.#toIds(names);
    return this.#execute('collaborative', { task, agents, options: { rounds: maxRounds } }, (run) => {
      const stated = listRecords(run.events, 'collaborative.stated', Stated);
      // Contributions come in the same order, and hold the whole words.
      const conversation = stated.flatMap(({ by, round }, place) => {
        const said = run.contributions[place];
        return said?.by === by ? [{ round, agent: by, message: said.text }] : [];
      });
      const rounds = Math.max(0, ...stated.map(({ round }) => round));
      return { coordinationType: 'collaborative', agents, rounds, conversation, finalSolution: run.text };
    });
  }

  async executeCompetitive(names: readonly string[], task: string): Promise<CompetitiveExecution> {
    const agents = await this.#toIds(names);
    return this.#execute('competitive', { task, agents }, (run) => {
      const { winner, table } = Decided.parse(run.details);
      const scores = new Map(
        listRecords(run.events, 'competitive.attempted', Scored).map(({ by, score }) => [by, score]),
      );
      const places = new Map(table.map(({ by, place }) => [by, place]));
      const allAttempts = toResults(run).map(({ agent, result }) => {
        const place = places.get(agent);
        return { agent, result, score: scores.get(agent) ?? 0, ...(place !== undefined && { place }) };
      });
      return { coordinationType: 'competitive', agents, allAttempts, winner, bestResult: run.text };
    });
  }

  /** By id or alias, as the catalogue has them: `code_review` is `code-review`. Rejects with `unknown_agent`. */
  async #toIds(names: readonly string[]): Promise<readonly string[]> {
    return Promise.all(names.map(async (name) => (await this.#connector.tutti.getAgent(name)).id));
  }

  async #execute<Result extends Execution>(
    pattern: PatternName & Result['coordinationType'],
    { task, agents, options }: Wish,
    toResult: (run: FinishedRun) => Result,
  ): Promise<Result> {
    const wish = { goal: task, agents, pattern, ...(options && { patternOptions: options }) };
    const run = await this.#connector.tutti.run(wish);
    const result = toResult(run);
    const [first, last] = [run.events[0], run.events.at(-1)];
    this.#history.push({
      task,
      coordinationType: pattern,
      run: run.id,
      outcome: run.outcome,
      startedAt: new Date(first?.at ?? 0),
      finishedAt: new Date(last?.at ?? 0),
      result,
    });
    return result;
  }
}

function toResults({ contributions }: FinishedRun): readonly AgentResult[] {
  return contributions.map(({ by, text }) => ({ agent: by, result: text }));
}
