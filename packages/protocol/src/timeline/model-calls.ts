/** The calls that were sent for one model step: which model was asked and why, what became of it, what it cost. */
import type { Amount, BudgetRefusal, LadderStep } from '../budget.ts';
import type { Failure } from '../error-codes.ts';
import type { Instant } from '../ids.ts';
import type { FailureClass, RouteRecord } from '../route.ts';
import type { EventOf, RunEvent } from '../run-event.ts';
import type { Spent } from '../money-events.ts';

export interface TimelineCall {
  readonly attempt: number;
  readonly at: Instant;
  readonly route: RouteRecord;
  /** What a budget did not allow before, and what was tried instead. */
  readonly refused: readonly BudgetNote[];
  readonly failure?: CallFailure;
  /** Absent while it is under way. */
  readonly settled?: { readonly amount: Amount; readonly inDoubt: boolean; readonly spent: Spent | undefined };
}

export interface CallFailure {
  readonly error: Failure;
  readonly class: FailureClass | undefined;
  /** When it is tried again; absent: never. */
  readonly resumeAt?: Instant;
}

export interface BudgetNote extends Pick<BudgetRefusal, 'account' | 'period' | 'asked' | 'left'> {
  readonly step?: LadderStep;
}

type Folds = { readonly [Type in RunEvent['type']]?: (event: EventOf<Type>) => string | undefined };

/** Finds a call by its reservation, which is all that its settlement names. */
export class ModelCalls {
  readonly #byPath = new Map<string, TimelineCall[]>();
  readonly #refused = new Map<string, BudgetNote[]>();
  readonly #places = new Map<string, { readonly path: string; readonly index: number }>();
  readonly #folds: Folds = {
    'model.routed': (event) => this.#route(event),
    'budget.refused': (event) => this.#refuse(event),
    'budget.stepped': (event) => this.#step(event),
    'budget.settled': (event) => this.#settle(event),
    'step.retried': ({ path, error, class: of, resumeAt }) => this.#fail(path, { error, class: of, resumeAt }),
    'step.failed': ({ path, error, class: of }) => this.#fail(path, { error, class: of }),
  };

  at(path: string): readonly TimelineCall[] {
    return this.#byPath.get(path) ?? [];
  }

  /** Those that no call has followed yet. */
  refusedAt(path: string): readonly BudgetNote[] {
    return this.#refused.get(path) ?? [];
  }

  /** Returns the path of the step whose calls it tells of. */
  take(event: RunEvent): string | undefined {
    const fold = this.#folds[event.type] as ((event: RunEvent) => string | undefined) | undefined;
    return fold?.(event);
  }

  /** For whoever needs nothing of a step that has ended. */
  forget(path: string): void {
    this.#byPath.delete(path);
    this.#refused.delete(path);
  }

  #route({ path, attempt, at, route, reservation }: EventOf<'model.routed'>): string {
    const calls = this.#byPath.get(path) ?? [];
    if (reservation !== undefined) this.#places.set(reservation, { path, index: calls.length });
    this.#byPath.set(path, [...calls, { attempt, at, route, refused: this.refusedAt(path) }]);
    this.#refused.delete(path);
    return path;
  }

  #refuse({ path, account, period, asked, left }: EventOf<'budget.refused'>): string {
    this.#refused.set(path, [...this.refusedAt(path), { account, period, asked, left }]);
    return path;
  }

  #step({ path, step }: EventOf<'budget.stepped'>): string {
    const notes = this.refusedAt(path);
    const last = notes.at(-1);
    if (last) this.#refused.set(path, [...notes.slice(0, -1), { ...last, step }]);
    return path;
  }

  /** What went wrong is the last call's, unless that one has failed before. */
  #fail(path: string, failure: CallFailure): string {
    const calls = this.#byPath.get(path) ?? [];
    const last = calls.at(-1);
    if (last && !last.failure && this.refusedAt(path).length === 0)
      this.#byPath.set(path, [...calls.slice(0, -1), { ...last, failure }]);
    return path;
  }

  #settle({ reservation, amount, inDoubt, spent }: EventOf<'budget.settled'>): string | undefined {
    const place = this.#places.get(reservation);
    const calls = place && this.#byPath.get(place.path);
    if (!calls) return undefined;
    const settled = { amount, inDoubt, spent };
    this.#byPath.set(
      place.path,
      calls.map((call, index) => (index === place.index ? { ...call, settled } : call)),
    );
    return place.path;
  }
}
