import type { FailureClass, ModelId } from '@tutti/protocol';
import { ModelFailedError, NoModelError } from '../model-errors.ts';
import type { Attempt } from './attempt-act.ts';

/** Which model failed, and how, where it was one. */
export function toModelFacts({ held, error }: Extract<Attempt, { status: 'failed' }>): {
  model?: ModelId;
  class?: FailureClass;
} {
  const model = held?.routed?.route.model;
  const failureClass = toClass(error);
  return { ...(model !== undefined && { model }), ...(failureClass && { class: failureClass }) };
}

function toClass(error: unknown): FailureClass | undefined {
  if (error instanceof ModelFailedError) return error.class;
  if (!(error instanceof NoModelError)) return undefined;
  // That every window is too small is known before any model is asked.
  return error.passedOver.some(({ why }) => why === 'context_too_small') ? 'context_overflow' : undefined;
}
