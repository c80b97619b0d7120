/** What the journal of this episode tells about a path beside its outcome: read once, before the program is called again. */
import type { Instant, RunEvent, RunId } from '@tutti/protocol';
import { toLookAgain } from './look-again.ts';

export interface PathHistory {
  /** Attempts that were made. */
  readonly attempts: number;
  /** When the next attempt may begin. */
  readonly resumeAt: Instant | undefined;
  readonly waiting: { readonly until: Instant | undefined } | undefined;
  readonly child: RunId | undefined;
  readonly drifted: boolean;
  /** How often it waited for a worker that has the files of the run. */
  readonly displaced: number;
}

const NONE: PathHistory = {
  attempts: 0,
  resumeAt: undefined,
  waiting: undefined,
  child: undefined,
  drifted: false,
  displaced: 0,
};

export class RunHistory {
  readonly #paths = new Map<string, PathHistory>();

  constructor(events: readonly RunEvent[]) {
    for (const event of events) this.#read(event);
  }

  at(path: string): PathHistory {
    return this.#paths.get(path) ?? NONE;
  }

  #read(event: RunEvent): void {
    if (event.type === 'step.retried' && event.error.code === 'workspace_elsewhere')
      // Not left to its time: who has the files goes on at once.
      this.#note(event.path, { displaced: this.at(event.path).displaced + 1 });
    else if (event.type === 'step.retried')
      this.#note(event.path, { attempts: event.attempt, resumeAt: event.resumeAt });
    // Whatever became of it: it may have been sent, so it counts.
    else if (event.type === 'model.routed') this.#note(event.path, { attempts: event.attempt, resumeAt: undefined });
    else if (event.type === 'model.awaited') this.#note(event.path, { resumeAt: toLookAgain(event.until, event.at) });
    else if (event.type === 'effect.intended') this.#note(event.path, { attempts: event.attempt - 1 });
    // That attempt is over, so the next one has another number, also after a crash.
    else if (event.type === 'effect.resolved') this.#note(event.path, { attempts: this.at(event.path).attempts + 1 });
    else if (event.type === 'wait.started') this.#note(event.path, { waiting: { until: event.until } });
    else if (event.type === 'child.started') this.#note(event.path, { child: event.child });
    else if (event.type === 'replay.drifted') this.#note(event.path, { drifted: true });
  }

  #note(path: string, facts: Partial<PathHistory>): void {
    this.#paths.set(path, { ...this.at(path), ...facts });
  }
}
