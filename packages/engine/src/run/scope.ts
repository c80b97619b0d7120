/** What a program sees of the world. Each answer is journalled under its path and given again on replay. */
import type {
  AgentId,
  Amount,
  Artefact,
  BudgetRefusal,
  EffectClass,
  Failure,
  Instant,
  Json,
  Label,
  LadderStep,
  RouteRecord,
  RunId,
  Spent,
  StepKind,
  StepPath,
  TenantId,
  Usage,
  UserId,
} from '@tutti/protocol';
import type * as z from 'zod';
import type { StoredMessage } from '../ports/journal.ts';
import type { RetryOptions } from './retry.ts';

export interface StepCall {
  /** The same for every attempt of this step, through retries and forks of the run: a receiver that honours it acts once. */
  readonly key: string;
  readonly attempt: number;
  /** W3C traceparent, where the run was begun with one: for whatever this step calls. */
  readonly trace?: string;
  /** Shows a piece of text while it comes. Nothing of it is journalled. */
  emit(text: string): void;
}

/** The attempt that is about to begin. */
export interface AttemptAsk {
  readonly number: number;
  readonly path: StepPath;
  readonly key: string;
  /** The budget that did not allow what was asked for before. */
  readonly refused?: BudgetRefusal;
}

/** What an attempt sets aside, and which model it asks, where it asks one. */
export interface AttemptWish {
  readonly amount: Amount;
  readonly route?: RouteRecord;
  /** Which step of the ladder led here. */
  readonly step?: LadderStep | undefined;
  /** What the settlement says was bought, beside whose call it was. */
  toSpent?(usage: Usage): Omit<Spent, 'path' | 'agent'>;
}

export type Verification<Output> = { readonly happened: true; readonly output: Output } | { readonly happened: false };

export interface StepOptions<Output> {
  readonly effect: EffectClass;
  readonly kind?: StepKind;
  /** Journalled with the outcome, and compared on replay. */
  readonly input?: Json;
  readonly output?: z.ZodType<Output>;
  readonly timeoutMs?: number;
  readonly retry?: RetryOptions;
  /** Before each attempt, and before anything is set aside or written down for it. What it throws is the attempt's failure, and proves that nothing happened. */
  prepare?(signal: AbortSignal): Promise<void>;
  /**
   * The worst case, reserved on every account above the run before the act. Asked for each attempt, and again after a
   * refusal, where a model is asked: it gives something that costs less, or rejects with BudgetExceededError.
   */
  reserve?(ask: AttemptAsk): Promise<Amount | AttemptWish> | Amount | AttemptWish;
  readonly agent?: AgentId;
  readonly model?: string;
  readonly tool?: string;
  /** What the act really used. */
  usage?(output: Output): Usage | undefined;
  labels?(output: Output): readonly Label[];
  /** Messages that the input or output refers to by hash. */
  messages?(output: Output): readonly StoredMessage[];
  verify?(signal: AbortSignal, call: StepCall): Promise<Verification<Output>>;
  undo?(signal: AbortSignal, call: StepCall): Promise<void>;
  /**
   * Its scope was stopped while it was not acting: it had not begun, rests between two attempts, or has just acted (then with what came of it).
   * What goes on outside without us can be told so. The run does not end before; what it throws changes nothing.
   */
  stopped?(signal: AbortSignal, call: StepCall, output?: Output): Promise<void>;
}

export type Act<Output> = (signal: AbortSignal, call: StepCall) => Promise<Output>;

export type Outcome<T> =
  | { readonly status: 'done'; readonly value: T }
  | { readonly status: 'failed'; readonly error: Failure }
  /** The join had decided before this branch ended. */
  | { readonly status: 'stopped' };

export interface JoinPolicy {
  /** How many branches must succeed; the others are then stopped. Absent: all branches are waited for, whatever becomes of them. */
  readonly successes?: number;
  /** So many successes are enough, and the others are then stopped; where there are fewer, all are waited for and nothing fails. */
  readonly enough?: number;
  /** How many branches run at the same time; the next begins when one ends. */
  readonly atOnce?: number;
}

export interface SignalSpec<T> {
  readonly key: string;
  readonly payload: z.ZodType<T>;
  /** When to stop waiting. */
  readonly until?: Instant;
  /** What a person needs to see in order to answer. */
  readonly about?: Json;
}

export type Received<T> =
  | { readonly status: 'received'; readonly value: T; readonly by: UserId | undefined }
  | { readonly status: 'timed_out' };

export interface DomainEvent {
  readonly name: string;
  readonly data: Json;
}

export interface NewArtefact {
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
  readonly labels: readonly Label[];
}

export interface ChildRun {
  readonly program: string;
  readonly input: Json;
  readonly title: string;
  readonly budget?: { tokens?: number; costNanoUsd?: number };
  readonly deadline?: Instant;
}

export interface Scope {
  readonly tenant: TenantId;
  readonly run: RunId;
  /** Where this scope stands; empty at the root of the first episode. */
  readonly path: string;
  step<Output>(name: string, options: StepOptions<Output>, act: Act<Output>): Promise<Output>;
  /** The only way to do things at once. The record is in the order in which the branches ended; stopped ones come last. */
  all<T>(
    branches: Record<string, (scope: Scope) => Promise<T>>,
    policy?: JoinPolicy,
  ): Promise<Record<string, Outcome<T>>>;
  waitFor<T>(spec: SignalSpec<T>): Promise<Received<T>>;
  sleepUntil(at: Instant): Promise<void>;
  /** A scope of its own for a part of the work, so that its paths read well. */
  within<T>(name: string, part: (scope: Scope) => Promise<T>): Promise<T>;
  record(event: DomainEvent): Promise<void>;
  produce(artefact: NewArtefact): Promise<Artefact>;
  child(name: string, run: ChildRun): Promise<Outcome<Json>>;
  /** Ends this episode and starts the next with a small state. */
  continueAs(state: Json): never;
  version(change: string): number;
  now(): Instant;
  random(): number;
  newId(): string;
}
