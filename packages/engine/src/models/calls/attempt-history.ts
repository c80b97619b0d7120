/** What one logical call has been through: who failed it, how, and what therefore comes next. */
import { type FailureClass, type ModelId, providerOf } from '@tutti/protocol';
import { ModelUnavailableError } from '../../model-errors.ts';
import { FAILURE_ANSWERS } from '../health/failure-answers.ts';
import type { Route } from '../routing/route-table.ts';
import type { Tried } from '../routing/route-wish.ts';

export class AttemptHistory implements Tried {
  readonly routes = new Set<string>();
  readonly models = new Set<ModelId>();
  readonly providers = new Set<string>();
  readonly keys = new Set<string>();
  contextAbove = 0;
  /** Routes whose key never allows so much at once, and what it allows. */
  readonly tooLarge = new Map<string, string>();
  readonly #counts = new Map<FailureClass, number>();

  /** False: this kind of failure has had all the chances that it gets. */
  note({ id, card, key }: Route, failure: FailureClass): boolean {
    const { against, elsewhere, times } = FAILURE_ANSWERS[failure];
    const count = (this.#counts.get(failure) ?? 0) + 1;
    this.#counts.set(failure, count);
    if (against === 'key' && key) this.keys.add(key.id);
    if (elsewhere === 'any_route') this.routes.add(id);
    else if (elsewhere === 'other_model') this.models.add(card.id);
    else if (elsewhere === 'other_provider') this.providers.add(providerOf(card.id));
    else this.contextAbove = Math.max(this.contextAbove, card.context);
    return count <= times;
  }
}

/** A model that knows nothing of classes says at least whether trying again makes sense. */
export function toFailureClass(error: unknown): FailureClass {
  if (!(error instanceof ModelUnavailableError)) return 'malformed';
  if (!error.retryable) return 'bad_request';
  return error.retryAt === undefined ? 'overloaded' : 'rate_limited';
}
