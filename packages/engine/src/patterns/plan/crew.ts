import type { AgentId } from '@tutti/protocol';
import type { SubTask } from './plan.ts';

/** So many different workers are tried for one sub-task. */
const MOST_HANDS = 3;
/** Whoever fails so often, one time after another, is only asked when there is nobody else. */
const MOST_FAILURES = 2;

/** Who of the workers has how much on hand, and who can be relied on. */
export class Crew {
  readonly workers: readonly AgentId[];
  readonly #onHand = new Map<AgentId, number>();
  readonly #failures = new Map<AgentId, number>();

  constructor(workers: readonly AgentId[]) {
    this.workers = workers;
  }

  /** Who does it next; undefined where enough have been tried. */
  choose({ assignee, instead }: SubTask, tried: readonly AgentId[]): AgentId | undefined {
    if (tried.length >= MOST_HANDS) return undefined;
    const left = this.workers.filter((worker) => !tried.includes(worker));
    const sound = left.filter((worker) => (this.#failures.get(worker) ?? 0) < MOST_FAILURES);
    const some = sound.length > 0 ? sound : left;
    const wished = [assignee, instead].find((worker) => worker !== undefined && some.includes(worker));
    return wished ?? some.toSorted((one, other) => this.#count(one) - this.#count(other))[0];
  }

  take(worker: AgentId): void {
    this.#onHand.set(worker, this.#count(worker) + 1);
  }

  giveBack(worker: AgentId, failed: boolean): void {
    this.#onHand.set(worker, this.#count(worker) - 1);
    this.#failures.set(worker, failed ? (this.#failures.get(worker) ?? 0) + 1 : 0);
  }

  #count(worker: AgentId): number {
    return this.#onHand.get(worker) ?? 0;
  }
}
