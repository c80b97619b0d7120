/** What one run is at in other processes, as far as they tell. It goes with the last of those who follow the run here. */
import type { Glimpse, RunEvent, RunId, StepPath } from '@tutti/protocol';
import { type Shown, UnderWay } from './under-way.ts';

export class OthersWords {
  readonly #run: RunId;
  readonly #underWay = new UnderWay();
  /** Their last attempt: words of theirs that come later were only slow. */
  readonly #ended = new Map<StepPath, number>();

  constructor(run: RunId) {
    this.#run = run;
  }

  hear(glimpse: Glimpse): void {
    if (glimpse.attempt > (this.#ended.get(glimpse.path) ?? 0)) this.#underWay.hearAgain(glimpse);
  }

  end(events: readonly RunEvent[]): void {
    for (const event of events) {
      if (event.type === 'step.completed' || event.type === 'step.failed') this.#ended.set(event.path, event.attempts);
    }
    this.#underWay.hear({ type: 'events', run: this.#run, events });
  }

  listNews(shown: Map<StepPath, Shown>): readonly Glimpse[] {
    return this.#underWay.listNews(this.#run, shown);
  }
}
