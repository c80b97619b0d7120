/** The one shape of every pattern. It sees only its context, so it can be read, tested and replaced alone. */
import type { AgentId, Json, Labelled } from '@tutti/protocol';
import type * as z from 'zod';
import type { JoinPolicy, Outcome } from '../run/scope.ts';

export type { JoinPolicy, Outcome };

export interface Question<Answer> {
  readonly prompt: Labelled;
  readonly schema: z.ZodType<Answer>;
}

/** What a pattern wants to be seen, such as a vote; its type is noun, dot, past participle. */
export interface PatternEvent {
  readonly type: string;
  readonly [fact: string]: Json;
}

export interface PatternContext {
  /** One journalled turn, its answer as data. */
  ask<Answer>(agent: AgentId, question: Question<Answer>): Promise<Answer>;
  /** One journalled turn, its answer as text. */
  say(agent: AgentId, prompt: Labelled): Promise<Labelled>;
  all<T>(
    branches: Record<string, (context: PatternContext) => Promise<T>>,
    policy?: JoinPolicy,
  ): Promise<Record<string, Outcome<T>>>;
  record(event: PatternEvent): Promise<void>;
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
}

export type Pattern<Input> = (input: Input, context: PatternContext) => Promise<PatternResult>;
