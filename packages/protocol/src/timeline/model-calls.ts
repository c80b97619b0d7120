/** The calls that were sent for one model step: which model was asked and why, what became of it, what it cost. */
import type { BudgetRefusal, LadderStep, Usage } from '../budget.ts';
import type { Failure } from '../error-codes.ts';
import type { Instant } from '../ids.ts';
import type { FailureClass, RouteRecord } from '../route.ts';
import type { EventOf } from '../run-event.ts';

export interface TimelineCall {
  readonly attempt: number;
  readonly at: Instant;
  readonly route: RouteRecord;
  /** What a budget did not allow before, and what was tried instead. */
  readonly refused: readonly BudgetNote[];
  readonly failure?: { readonly error: Failure; readonly class?: FailureClass | undefined };
  /** Absent while it is under way. */
  readonly settled?: { readonly usage: Usage | undefined; readonly inDoubt: boolean };
}

export interface BudgetNote extends Pick<BudgetRefusal, 'account' | 'period' | 'asked' | 'left'> {
  readonly step?: LadderStep;
}

/** Finds a call by its reservation, which is all that its settlement names. */
export class ModelCalls {
  readonly #byPath = new Map<string, TimelineCall[]>();
  readonly #refused = new Map<string, BudgetNote[]>();
  readonly #places = new Map<string, { readonly path: string; readonly index: number }>();

  at(path: string): readonly TimelineCall[] {
    return this.#byPath.get(path) ?? [];
  }

  /** Those that no call has followed yet. */
  refusedAt(path: string): readonly BudgetNote[] {
    return this.#refused.get(path) ?? [];
  }

  route({ path, attempt, at, route, reservation }: EventOf<'model.routed'>): void {
    const calls = this.#byPath.get(path) ?? [];
    if (reservation !== undefined) this.#places.set(reservation, { path, index: calls.length });
    this.#byPath.set(path, [...calls, { attempt, at, route, refused: this.refusedAt(path) }]);
    this.#refused.delete(path);
  }

  refuse({ path, account, period, asked, left }: EventOf<'budget.refused'>): void {
    this.#refused.set(path, [...this.refusedAt(path), { account, period, asked, left }]);
  }

  step({ path, step }: EventOf<'budget.stepped'>): void {
    const notes = this.refusedAt(path);
    const last = notes.at(-1);
    if (last) this.#refused.set(path, [...notes.slice(0, -1), { ...last, step }]);
  }

  /** What went wrong is the last call's, unless that one has failed before. */
  fail({ path, error, class: failureClass }: EventOf<'step.retried' | 'step.failed'>): void {
    const calls = this.#byPath.get(path) ?? [];
    const last = calls.at(-1);
    if (!last || last.failure || this.refusedAt(path).length > 0) return;
    this.#byPath.set(path, [...calls.slice(0, -1), { ...last, failure: { error, class: failureClass } }]);
  }

  /** The path of the call that it settles. */
  settle({ reservation, inDoubt, spent }: EventOf<'budget.settled'>): string | undefined {
    const place = this.#places.get(reservation);
    if (!place) return undefined;
    const calls = this.#byPath.get(place.path) ?? [];
    const settled = { usage: spent?.usage, inDoubt };
    this.#byPath.set(
      place.path,
      calls.map((call, index) => (index === place.index ? { ...call, settled } : call)),
    );
    return place.path;
  }
}
