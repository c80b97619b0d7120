/** What each class of failure leads to. docs/decisions/0014-models-are-routed-by-policy-and-health.md says why. */
import type { FailureClass } from '@tutti/protocol';

export interface FailureAnswer {
  /**
   * What it says against the route. `counts`: several within a minute close it. `closes`: this one does, until the time that the provider
   * names. `key`: the key is out for a while, with all of its models. `model`: it is, with this key at this address. `nothing`: the request is to blame.
   */
  readonly against: 'counts' | 'closes' | 'key' | 'model' | 'nothing';
  /** It says something against the whole host too. */
  readonly isOfHost: boolean;
  /** Who else may be asked, and how often for one logical call. */
  readonly elsewhere: 'any_route' | 'other_model' | 'other_provider' | 'larger_window';
  readonly times: number;
  /** Where nobody else is open, the same route is asked again after a while. */
  readonly again: boolean;
}

const ALWAYS = Number.POSITIVE_INFINITY;

export const FAILURE_ANSWERS: Readonly<Record<FailureClass, FailureAnswer>> = {
  rate_limited: { against: 'closes', isOfHost: false, elsewhere: 'any_route', times: ALWAYS, again: true },
  quota_exhausted: { against: 'closes', isOfHost: false, elsewhere: 'any_route', times: ALWAYS, again: true },
  overloaded: { against: 'counts', isOfHost: true, elsewhere: 'any_route', times: ALWAYS, again: true },
  timed_out: { against: 'counts', isOfHost: true, elsewhere: 'any_route', times: ALWAYS, again: true },
  unreachable: { against: 'counts', isOfHost: true, elsewhere: 'any_route', times: ALWAYS, again: true },
  cut: { against: 'counts', isOfHost: false, elsewhere: 'any_route', times: ALWAYS, again: true },
  malformed: { against: 'counts', isOfHost: false, elsewhere: 'any_route', times: 2, again: true },
  unauthorized: { against: 'key', isOfHost: false, elsewhere: 'any_route', times: ALWAYS, again: false },
  not_found: { against: 'model', isOfHost: false, elsewhere: 'any_route', times: ALWAYS, again: false },
  context_overflow: { against: 'nothing', isOfHost: false, elsewhere: 'larger_window', times: 1, again: false },
  content_filtered: { against: 'nothing', isOfHost: false, elsewhere: 'other_provider', times: 1, again: false },
  bad_request: { against: 'nothing', isOfHost: false, elsewhere: 'other_model', times: 1, again: false },
};
