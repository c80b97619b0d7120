/** One query, several routers: how they work at the same time and what they know of each other are chosen apart. One run in the journal. */
import { InvalidInputError } from '@tutti/engine';
import type { Complexity, Json, PatternName, RunEvent, RunId, TaskType, Usage } from '@tutti/protocol';
import { RunFailedError } from '../run-errors.ts';
import type { NamedAgent, Tutti } from '../tutti.ts';
import type { AgentCoordination, ExecutionMode } from './execution-mode.ts';
import { measureRun, type RunMetrics } from './measure-run.ts';
import type { ModelRouter } from './model-router.ts';
import { type OrchestrationPlan, planAlone, planOrchestration } from './plan-orchestration.ts';
import { QualityValidator, type Validated } from './quality-validator.ts';
import { type Classified, TaskClassifier } from './task-classifier.ts';

export interface AgentOrchestratorOptions {
  /** Absent: by the selector of the installation. */
  readonly taskClassifier?: Pick<TaskClassifier, 'classify'>;
  /** Absent: by checks alone, without a judge. */
  readonly qualityValidator?: Pick<QualityValidator, 'validate'>;
}

export interface OrchestrateOptions {
  /** Absent: what suits the query; a simple one is answered by one router. */
  readonly executionMode?: ExecutionMode;
  /** Absent: what suits the query. */
  readonly coordination?: AgentCoordination;
  /** Parts of the work that do not need each other, or, where they are worked on one after another, its steps. */
  readonly subtasks?: readonly string[];
  /** What the members have to know beside the query. */
  readonly context?: string | Readonly<Record<string, Json>>;
  /** At most so many, where members work in rounds; default 2. */
  readonly rounds?: number;
  /** Any text of the program's own: the same id is the same run, as in `tutti.run`. */
  readonly id?: string;
}

export interface OrchestrationMetadata {
  readonly run: RunId;
  readonly type: TaskType;
  readonly complexity: Complexity;
  readonly executionMode: ExecutionMode;
  readonly coordination: AgentCoordination;
  readonly pattern: PatternName;
  readonly reasons: readonly string[];
  /** How it ended, in the words of the pattern; absent where it failed. */
  readonly outcome?: string;
  /** What the pattern decided, with the evidence; handoffs as `handoff_from_<step>`. */
  readonly details: Json;
  readonly models: readonly string[];
  readonly usage: Usage;
  readonly quality: Validated;
  readonly error?: { readonly code: string; readonly message: string };
}

export interface OrchestrationResult extends RunMetrics {
  readonly status: 'completed' | 'failed';
  readonly output: string;
  readonly qualityScore: number;
  readonly metadata: OrchestrationMetadata;
}

const ROUNDS = 2;

export class AgentOrchestrator {
  readonly #routers: readonly ModelRouter[];
  readonly #tutti: Tutti;
  readonly #classifier: Pick<TaskClassifier, 'classify'>;
  readonly #validator: Pick<QualityValidator, 'validate'>;

  constructor(routers: readonly ModelRouter[], options: AgentOrchestratorOptions = {}) {
    const [first] = routers;
    if (!first) throw new InvalidInputError('an orchestrator needs a router at least', 'routers');
    if (routers.some(({ tutti }) => tutti !== first.tutti))
      throw new InvalidInputError('the routers of an orchestrator work in one installation', 'routers');
    this.#routers = routers;
    this.#tutti = first.tutti;
    this.#classifier = options.taskClassifier ?? new TaskClassifier(first.tutti);
    this.#validator = options.qualityValidator ?? new QualityValidator();
  }

  async orchestrate(query: string, options: OrchestrateOptions = {}): Promise<OrchestrationResult> {
    const { subtasks = [], rounds = ROUNDS, id } = options;
    const classified = await this.#classifier.classify(query, subtasks);
    const executionMode = options.executionMode ?? classified.executionMode;
    const coordination = options.coordination ?? classified.coordination;
    const open = options.executionMode === undefined && options.coordination === undefined;
    const named = await this.#nameRouters();
    const members = [...named.keys()];
    const { ranking } = classified;
    const alone = open && classified.simple ? toBest(members, ranking) : undefined;
    const wish = { query, executionMode, coordination, subtasks, context: toText(options.context), ranking, rounds };
    const plan = alone === undefined ? planOrchestration({ ...wish, members }) : planAlone(wish, alone);
    const done = await this.#carryOut(plan, { named, id });
    const quality = await this.#validator.validate(query, done.output, id === undefined ? {} : { id });
    const { status, output, metadata, ...measured } = done;
    return {
      status,
      output,
      qualityScore: quality.score,
      ...measureRun({ goal: query, ...measured }),
      metadata: { ...toChoice(classified, { plan, executionMode, coordination, alone }), ...metadata, quality },
    };
  }

  /** By id, each once. */
  async #nameRouters(): Promise<ReadonlyMap<string, NamedAgent>> {
    const named = await Promise.all(
      this.#routers.map(async (router) => [await router.findId(), router.agent] as const),
    );
    const byId = new Map(named);
    if (byId.size < named.length) throw new InvalidInputError('two routers stand for one agent', 'routers');
    return byId;
  }

  async #carryOut(plan: OrchestrationPlan, { named, id }: Carrying): Promise<CarriedOut> {
    const { goal, pattern, patternOptions } = plan;
    const agents = plan.agents.map((agent) => named.get(agent) ?? agent);
    const wish = { goal, pattern, agents, ...(patternOptions && { patternOptions }), ...(id !== undefined && { id }) };
    try {
      const run = await this.#tutti.run(wish);
      const { outcome, details, models, usage, events, contributions, text } = run;
      return {
        status: 'completed',
        output: text,
        events,
        contributions,
        metadata: { run: run.id, outcome, details, models, usage },
      };
    } catch (error) {
      if (!(error instanceof RunFailedError)) throw error;
      return this.#tellFailed(error);
    }
  }

  async #tellFailed({ run, code, message, state }: RunFailedError): Promise<CarriedOut> {
    const events = await Array.fromAsync(this.#tutti.readEvents(run));
    const used = events.flatMap((event) =>
      event.type === 'step.completed' && event.model !== undefined ? [event.model] : [],
    );
    const metadata = { run, details: null, models: [...new Set(used)], usage: state.usage, error: { code, message } };
    return { status: 'failed', output: '', events, contributions: [], metadata };
  }
}

interface Carrying {
  readonly named: ReadonlyMap<string, NamedAgent>;
  readonly id: string | undefined;
}

interface CarriedOut {
  readonly status: OrchestrationResult['status'];
  readonly output: string;
  readonly events: readonly RunEvent[];
  readonly contributions: readonly { readonly by: string; readonly text: string }[];
  readonly metadata: Pick<OrchestrationMetadata, 'run' | 'outcome' | 'details' | 'models' | 'usage' | 'error'>;
}

interface Choice {
  readonly plan: OrchestrationPlan;
  readonly executionMode: ExecutionMode;
  readonly coordination: AgentCoordination;
  readonly alone: string | undefined;
}

function toChoice({ type, complexity, reasons }: Classified, { plan, executionMode, coordination, alone }: Choice) {
  const why = [
    ...reasons,
    ...(alone === undefined ? [] : [`one agent is enough, and ${alone} suits it best`]),
    ...(plan.instead === undefined ? [] : [`one after another instead: ${plan.instead}`]),
  ];
  return { type, complexity, executionMode, coordination, pattern: plan.pattern, reasons: why };
}

function toBest(members: readonly string[], ranking: readonly string[]): string | undefined {
  return ranking.find((id) => members.includes(id)) ?? members[0];
}

function toText(context: OrchestrateOptions['context']): string {
  if (context === undefined || typeof context === 'string') return context ?? '';
  return Object.entries(context)
    .map(([name, value]) => `- ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
}
