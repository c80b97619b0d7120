/** The one shape of every pattern. It sees only its context, so it can be read, tested and replaced alone. */
import type { Agent, AgentId, Instant, Json, Label, Labelled } from '@tutti/protocol';
import type * as z from 'zod';
import type { AgentRecord } from '../ports/agent-records.ts';
import type { JoinPolicy, Outcome } from '../run/scope.ts';

export type { AgentRecord, JoinPolicy, Outcome };

export interface Question<Answer> {
  readonly prompt: Labelled;
  readonly schema: z.ZodType<Answer>;
}

/** What a pattern wants to be seen, such as a vote; its type is noun, dot, past participle. */
export interface PatternEvent {
  readonly type: string;
  readonly [fact: string]: Json;
}

export interface TurnOptions {
  /** The agent goes on with what it has said in this run before, which it then need not be told again. */
  readonly goOn?: boolean;
  /** Rejects with `member_silent` when the turn takes longer. Absent: what was asked for with the task, else for ever. */
  readonly silentAfterMs?: number;
}

/** Data with the labels of everything that it was made from. */
export interface LabelledAnswer<Answer> {
  readonly answer: Answer;
  readonly labels: readonly Label[];
}

export interface PatternContext {
  /** One journalled turn, its answer as data. */
  ask<Answer>(agent: AgentId, question: Question<Answer>, options?: TurnOptions): Promise<LabelledAnswer<Answer>>;
  /** One journalled turn, its answer as text. */
  say(agent: AgentId, prompt: Labelled, options?: TurnOptions): Promise<Labelled>;
  /**
   * The only way to do things at once. What branches share in memory (a queue between stages, a board) is the same again on
   * replay, because their answers come in the order of the journal; a clock or chance of their own is not.
   */
  all<T>(
    branches: Record<string, (context: PatternContext) => Promise<T>>,
    policy?: JoinPolicy,
  ): Promise<Record<string, Outcome<T>>>;
  /** A part of the work under a name of its own, such as `round`: paths become `round/1/…`, `round/2/…`. */
  within<T>(name: string, part: (context: PatternContext) => Promise<T>): Promise<T>;
  record(event: PatternEvent): Promise<void>;
  /** What an agent is for, as others of the team may know it, and the form of its answers where it has one. */
  describe(agent: AgentId): Pick<Agent, 'id' | 'purpose' | 'capabilities' | 'answer' | 'runtime' | 'product'>;
  /** How these agents have done so far, journalled when it is first asked for. Nobody is missing from it. */
  findRecords(agents: readonly AgentId[]): Promise<readonly AgentRecord[]>;
  /** Whether this run knows a change of the pattern: 0 where it was begun before. */
  version(change: string): number;
  /** Journalled, so that a replay sees the same. */
  now(): Instant;
  random(): number;
}

/** What one agent contributed on the way. */
export interface Contribution {
  readonly by: AgentId;
  readonly text: string;
}

export interface PatternResult {
  /** How it ended, in the pattern's own words, such as `finished` or `partial`. */
  readonly outcome: string;
  readonly result: Labelled;
  /** Every intermediate result, in order. */
  readonly contributions: readonly Contribution[];
  /** The decision that it took, with its evidence: votes, bids, verdicts; part of the output of the run. */
  readonly details?: Json;
}

export type Pattern<Input> = (input: Input, context: PatternContext) => Promise<PatternResult>;
