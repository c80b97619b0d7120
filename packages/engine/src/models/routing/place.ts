/** A route as it stands before one call: where the policy names it, what it may cost, what is in its way. */
import type { Amount, Instant, ModelId, PassedOver } from '@tutti/protocol';
import type { Route } from './route-table.ts';

export interface Place {
  readonly route: Route;
  /** Its place in the policy; undefined where nobody has named it. */
  readonly named: number | undefined;
  readonly insteadOf: ModelId | undefined;
  readonly maxOutputTokens: number;
  readonly worstCase: Amount;
}

export interface Obstacle {
  readonly why: PassedOver['why'];
  readonly until?: Instant;
  readonly detail?: string;
  /** It can answer all the same, where nothing better is open. */
  readonly isSoft?: boolean;
}

export interface Passed {
  readonly place: Pick<Place, 'route' | 'named'>;
  readonly obstacle: Obstacle;
}
