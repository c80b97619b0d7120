/** What is told of a gate that keeps calls out: why, and when to look again. */
import type { FailureClass, Instant } from '@tutti/protocol';
import type { Closed } from '../routing/route-view.ts';
import type { BreakerState } from './breaker.ts';

/** Whether the one call that tries has succeeded: somebody looks again after as long as it has been going on. */
const LOOK_AGAIN_MS = { least: 1_000, most: 30_000 };

const DETAILS: Partial<Record<FailureClass, string>> = {
  unauthorized: 'the provider does not accept it',
  not_found: 'the provider does not know it',
};

export function toClosed(state: Exclude<BreakerState, { status: 'closed' | 'due' }>, now: Instant): Closed {
  const { because } = state;
  const why = because === 'rate_limited' ? 'waits' : because === 'quota_exhausted' ? 'quota' : 'down';
  if (state.status === 'open')
    return { why, until: state.until, detail: DETAILS[because] ?? `after ${because.replaceAll('_', ' ')}` };
  // The call that tries may end long before it must.
  const wait = Math.min(Math.max(now - state.since, LOOK_AGAIN_MS.least), LOOK_AGAIN_MS.most);
  return { why, until: Math.min(state.until, now + wait), detail: 'one call finds out whether it is back' };
}
