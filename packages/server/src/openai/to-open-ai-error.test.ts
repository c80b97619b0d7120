import {
  BudgetExceededError,
  ModelFailedError,
  NoModelError,
  NoRouteError,
  RunError,
  systemClock,
} from '@tutti/engine';
import { type FailureClass, ModelId, type PassedOver } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { RequestError } from '../http/request-error.ts';
import { toOpenAiRefusal } from './to-open-ai-error.ts';

const model = ModelId.parse('groq/llama-3.3-70b');
const refuse = (error: unknown) => toOpenAiRefusal(error, { requestId: 'req_1', clock: systemClock });
const failed = (failure: FailureClass) => new ModelFailedError('it says no', { class: failure });
const passed = (why: PassedOver['why']): PassedOver[] => [{ model, why }];

it.each<[string, Error]>([
  ['Send it again later', new NoRouteError(systemClock.now() + 1_000, passed('down'))],
  ['`Retry-After` has passed', new NoRouteError(systemClock.now() + 1_000, passed('quota'))],
  ['`Retry-After` has passed', failed('rate_limited')],
  ['that `GET /v1/models` lists', new NoModelError(passed('no_key'))],
  ['Leave out the tools', new NoModelError(passed('no_tools'))],
  ['name a model with a larger context', new NoModelError(passed('context_too_small'))],
  ['name a model with a larger context', failed('context_overflow')],
  ['name a model of another provider', failed('content_filtered')],
  ['Mend what the message names', failed('bad_request')],
  ['Send it again later', failed('unreachable')],
  ['name another model', new NoModelError([])],
  ['Name a model of another provider', failed('unauthorized')],
  ['wait for its next period', new BudgetExceededError('tenant', { tokens: 1 })],
  ['that `GET /v1/models` lists', new RunError('unknown_model', 'there is none')],
  ['Send less.', new RequestError('body_too_large', 'it is too large')],
  ['Send an API key of this server', new RequestError('unauthenticated', 'no credentials')],
  ['Send it again', new RunError('run_cancelled', 'it was cancelled')],
  ['Send it again in a moment', new RunError('engine_closed', 'it is shutting down')],
])('says what whoever calls can do: … %s …', (remedy, error) => {
  const { message } = refuse(error).error;
  expect(message.toLowerCase()).toContain(remedy.toLowerCase());
  expect(message).not.toMatch(/goes on by itself|the agent|the task|tutti \w+`|TUTTI_/);
});

it('keeps what a refusal says about its own request', () => {
  const error = new RequestError('unknown_model', 'there is none', { remedy: 'Mind the spelling.' });
  expect(refuse(error).error.message).toBe('there is none — Mind the spelling.');
});
