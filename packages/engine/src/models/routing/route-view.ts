/** What is known of all routes at one moment. */
import type { Instant, TenantId } from '@tutti/protocol';
import type { NameBook } from './resolve-names.ts';

/** Why a gate is closed, and until when; without a time it stays so until something changes. */
export interface Closed {
  readonly why: 'down' | 'waits' | 'quota';
  readonly until?: Instant;
  readonly detail?: string;
}

export interface RouteView extends NameBook {
  /** Whether somebody has set models for this tenant, be they offered now or not. Absent: only those that are offered count. */
  readonly isAnySet?: (tenant: TenantId) => boolean;
  readonly now: Instant;
  /** By the name of the gate; what is not here is open. */
  readonly closed: ReadonlyMap<string, Closed>;
  /** How long an ordinary answer takes, as measured. */
  readonly tookMs: Pick<ReadonlyMap<string, number>, 'get' | 'size'>;
  readonly inFlight: ReadonlyMap<string, number>;
  /** Servers with a queue before them that is longer than they can work on at once. */
  readonly busy: ReadonlySet<string>;
  /** Routes that have answered lately, and not failed since. */
  readonly proven: ReadonlySet<string>;
}
