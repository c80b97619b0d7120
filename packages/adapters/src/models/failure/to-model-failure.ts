/** Whatever a call failed with, as the one error that the router acts on. */
import { ModelFailedError, type Redact } from '@tutti/engine';
import type { FailureClass, Instant, ModelId, Usage } from '@tutti/protocol';
import { classifyFailure, isOverAllowance } from './classify-failure.ts';
import { type FailureFacts, toFailureFacts, toPlainWords } from './failure-facts.ts';
import { readRetryAt } from './read-retry-at.ts';

export interface FailedCall {
  readonly model: ModelId;
  readonly now: Instant;
  readonly redact: Redact;
  /** Something of an answer had come. */
  readonly hasBegun?: boolean;
  /** What it will have cost, unless it is proven that it cost nothing. */
  readonly used: () => Usage;
}

/** A server that says one of these has not begun. */
const NOT_BEGUN = new Set([503, 529]);

const SENTENCES: Readonly<Record<FailureClass, string>> = {
  rate_limited: 'takes no more calls for now',
  quota_exhausted: 'is used up: its quota or its credit has come to an end',
  overloaded: 'is overloaded',
  timed_out: 'took too long',
  unreachable: 'cannot be reached',
  cut: 'broke off in the midst of its answer',
  malformed: 'answered with something that cannot be read',
  context_overflow: 'was sent more than it can read at once',
  content_filtered: 'refused because of what was said',
  bad_request: 'does not accept the request',
  unauthorized: 'refused the key',
  not_found: 'does not exist there, or not for this key',
};

export function toModelFailure(error: unknown, call: FailedCall): ModelFailedError {
  if (error instanceof ModelFailedError) return error;
  const facts = toFailureFacts(error);
  const failure = classifyFailure(facts);
  const retryAt = readRetryAt(facts, call.now);
  const unused = call.hasBegun !== true && provesNothingUsed(facts, failure);
  const words = toPlainWords(facts, call.redact);
  return new ModelFailedError(`${call.model} ${SENTENCES[failure]}${words === '' ? '' : ` (${words})`}`, {
    class: failure,
    ...(retryAt !== undefined && { retryAt }),
    ...(facts.status !== undefined && { status: facts.status }),
    ...(failure === 'context_overflow' && isOverAllowance(facts.body) && { overAllowance: true }),
    nothingHappened: unused,
    ...(!unused && { used: call.used() }),
  });
}

/** A status in place of an answer that says no, or a request that reached nobody. In the midst of an answer it says no to the rest only. */
function provesNothingUsed({ status, isStreamed, network, name }: FailureFacts, failure: FailureClass): boolean {
  if (isStreamed) return false;
  if (status === undefined || status < 400)
    return network?.phase === 'connecting' || failure === 'bad_request' || name === 'UnsendableKey';
  return (status < 500 && status !== 408 && failure !== 'content_filtered') || NOT_BEGUN.has(status);
}
