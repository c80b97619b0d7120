/** What a query asks for, and which mode and coordination suit it, from its words alone. */
import type { Complexity, TaskType } from '@tutti/protocol';
import type { Tutti } from '../tutti.ts';
import { AgentCoordination, ExecutionMode } from './execution-mode.ts';

export interface Classified {
  readonly type: TaskType;
  readonly complexity: Complexity;
  readonly executionMode: ExecutionMode;
  readonly coordination: AgentCoordination;
  /** One agent is enough. */
  readonly simple: boolean;
  readonly reasons: readonly string[];
  /** Ids of agents, whoever suits it best first. */
  readonly ranking: readonly string[];
}

/** Code and what is made up gain from whole answers beside each other; all else is worked out step by step. */
const MADE: ReadonlySet<TaskType> = new Set(['code', 'test', 'debug', 'automate', 'write', 'design']);
/** Every agent that there is. */
const ALL = 1_000;

export class TaskClassifier {
  readonly #tutti: Pick<Tutti, 'analyze'>;

  constructor(tutti: Pick<Tutti, 'analyze'>) {
    this.#tutti = tutti;
  }

  /** Subtasks that were given go beside each other, whatever the query is about. */
  async classify(query: string, subtasks: readonly string[] = []): Promise<Classified> {
    const { type, complexity, pattern, reasons, agents } = await this.#tutti.analyze(query, { most: ALL });
    const mode = MADE.has(type) ? ExecutionMode.Collaborative : ExecutionMode.Sequential;
    return {
      type,
      complexity,
      executionMode: subtasks.length > 0 ? ExecutionMode.Parallel : mode,
      coordination: complexity === 'high' ? AgentCoordination.Hierarchical : AgentCoordination.Independent,
      simple: subtasks.length === 0 && pattern === 'single',
      reasons,
      ranking: agents.map(({ id }) => id),
    };
  }
}
