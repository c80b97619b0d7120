/** What a program has once it has opened Tutti. */
import type {
  Agent,
  Complexity,
  ModelId,
  OpenApproval,
  PatternOptions,
  PatternWish,
  Priority,
  RunEvent,
  RunId,
  RunState,
} from '@tutti/protocol';
import type { Analyzed } from '@tutti/server/home';
import type { Decision } from './approval-desk.ts';
import type { DefinedAgent } from './define-agent.ts';
import type { FinishedRun } from './finished-run.ts';
import type { RunWords, WatchOptions } from './watch-run.ts';

/** One of the program's own, or a name of any other. */
export type NamedAgent = DefinedAgent<unknown> | string;

export interface RunWish {
  readonly goal: string;
  /**
   * Agents of the program, or ids of those that come with Tutti; in order, where they work one after the other. Absent: with the
   * pattern `auto` whoever suits the goal, else the usual three.
   */
  readonly agents?: readonly NamedAgent[];
  /** Absent: `sequential`. `auto`: what suits the goal; why is recorded with the run. */
  readonly pattern?: PatternWish;
  readonly patternOptions?: PatternOptions;
  /**
   * Any text of the program's own. The same id is the same run: asked for again, also by the next process, it goes on or
   * gives what it has brought.
   */
  readonly id?: string;
  /** The run stops before it uses more. */
  readonly budget?: { readonly tokens?: number; readonly usd?: number };
  /** It ends by then. */
  readonly deadline?: Date;
  /** How hard it is, for the choice of models. Absent: what each agent's policy says. */
  readonly complexity?: Complexity;
  /** Absent: `normal`. */
  readonly priority?: Priority;
  /** The result is approved before the run ends. */
  readonly review?: boolean;
}

export interface Tutti extends AsyncDisposable {
  /** Where everything is kept. `tutti runs --data-dir` shows it once this program has ended. */
  readonly directory: string;
  /** Begins a run and waits for its end. Rejects with RunFailedError where it did not end well. */
  run(wish: RunWish): Promise<FinishedRun>;
  /** Begins a run, and leaves it to itself. */
  start(wish: RunWish): Promise<RunId>;
  /** Waits for the end of one that was begun. */
  finished(run: RunId): Promise<FinishedRun>;
  /** Its events and its words, until its end. */
  watch(run: RunId, options?: WatchOptions): AsyncIterable<RunEvent | RunWords>;
  getRun(run: RunId): Promise<RunState>;
  /** Its events so far. */
  readEvents(run: RunId): AsyncIterable<RunEvent>;
  /** What a goal asks for, who suits it, the best first, and what the pattern `auto` would choose; no model is asked. */
  analyze(goal: string, options?: { readonly most?: number }): Promise<Analyzed>;
  /** Answers what a run asks, for programs that have no `approve`: a DecisionNeededError holds what is asked. */
  decide(approval: OpenApproval, decision: Decision): Promise<void>;
  /** As a run that began now would have it: by id or alias, however it is written. Rejects with `unknown_agent`. */
  getAgent(name: string): Promise<Agent>;
  /** Whether it can work here: one that stands for another product needs a connection to it. */
  isReady(agent: string): Promise<boolean>;
  /** Which model would answer that agent right now; undefined where none can. Nothing is sent. */
  findModel(agent: string, complexity?: Complexity): Promise<ModelId | undefined>;
  /** A new run from the journal of one that has ended: what was done is not done again. */
  retry(run: RunId, options?: { readonly from?: string }): Promise<RunId>;
  pause(run: RunId, reason: string): Promise<void>;
  /** Goes on with one that is paused or was kept aside. */
  resume(run: RunId): Promise<void>;
  cancel(run: RunId, reason: string): Promise<void>;
}
