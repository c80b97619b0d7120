import { beginReady, openSchedule, type Schedule, type Scheduled, settleTask } from './schedule.ts';

/** Lets branches through when the schedule says that theirs is the turn. */
export class Turnstile {
  #schedule: Schedule;
  readonly #turns: ReadonlyMap<string, PromiseWithResolvers<void>>;

  constructor(tasks: readonly Scheduled[], atOnce: number) {
    this.#schedule = openSchedule(tasks, atOnce);
    this.#turns = new Map(tasks.map(({ id }) => [id, Promise.withResolvers<void>()]));
    this.#letIn();
  }

  async pass(id: string): Promise<void> {
    await this.#turns.get(id)?.promise;
  }

  leave(id: string): void {
    this.#schedule = settleTask(this.#schedule, id);
    this.#letIn();
  }

  #letIn(): void {
    const { schedule, begun } = beginReady(this.#schedule);
    this.#schedule = schedule;
    for (const id of begun) this.#turns.get(id)?.resolve();
  }
}
