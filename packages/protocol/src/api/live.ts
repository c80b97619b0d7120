/**
 * What goes over `/ws`. A topic has a cursor of its own: of a run it is the `seq` of its journal, of `tasks` the place in
 * the order in which the tenant's events were committed. Whoever comes back names the last cursor and misses nothing.
 */
import * as z from 'zod';
import { ErrorCode } from '../error-codes.ts';
import { RunId, TaskId } from '../ids.ts';
import { Glimpse } from '../live-notice.ts';
import { EventEnvelope, RunFact, type RunEvent } from '../run-event.ts';
import { RunStatus } from '../run-state.ts';
import { Time } from './values.ts';

/** `tasks`: what becomes of runs. `run:ID`: everything about one. `system`: this server. */
export const Topic = z.union([z.literal('system'), z.literal('tasks'), z.templateLiteral(['run:', z.string()])]);
export type Topic = z.infer<typeof Topic>;

export const MOST_TOPICS = 100;

export const ClientMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('subscribe'),
    topics: z.array(z.string().max(200)).min(1).max(MOST_TOPICS),
    /** The last cursor that was seen: of the only topic, or by topic. Without one a run is told from its beginning, and `tasks` from now on. */
    since: z.union([z.int().nonnegative(), z.record(z.string(), z.int().nonnegative())]).optional(),
  }),
  z.strictObject({ type: z.literal('unsubscribe'), topics: z.array(z.string().max(200)).min(1).max(MOST_TOPICS) }),
  z.strictObject({ type: z.literal('ping') }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

/** One line about a run for whoever looks at many. */
export const TaskNotice = z.object({
  cursor: z.int().nonnegative(),
  run: RunId,
  task: TaskId.optional(),
  event: z.string(),
  status: RunStatus,
  title: z.string(),
  approvals: z.int().nonnegative(),
  at: Time,
});
export type TaskNotice = z.infer<typeof TaskNotice>;

/** As it is journalled: whoever folds these has the state of the run. */
export const WireEvent = z.intersection(EventEnvelope, RunFact).meta({ id: 'RunEvent' });
/** Parses an event that came over the wire. */
export function parseWireEvent(input: unknown): RunEvent {
  return WireEvent.parse(input);
}

export type ServerMessage =
  /** What was missed follows, then what happens. */
  | { readonly type: 'subscribed'; readonly topic: string; readonly cursor: number }
  | { readonly type: 'events'; readonly topic: string; readonly cursor: number; readonly events: readonly RunEvent[] }
  | {
      readonly type: 'tasks';
      readonly topic: 'tasks';
      readonly cursor: number;
      readonly notices: readonly TaskNotice[];
    }
  /** Everything that was there at the time of asking has been told. */
  | { readonly type: 'caught_up'; readonly topic: string; readonly cursor: number }
  /** Words while they come; nothing of it can be asked for again. */
  | { readonly type: 'glimpse'; readonly topic: string; readonly glimpse: Glimpse }
  | {
      readonly type: 'system';
      readonly topic: 'system';
      readonly state: 'ready' | 'draining';
      readonly version: string;
      /** What is worth asking for again: which models there are, with which keys, and how they are doing. */
      readonly changed?: 'models' | undefined;
    }
  | { readonly type: 'heartbeat'; readonly at: Time }
  | { readonly type: 'pong' }
  | { readonly type: 'problem'; readonly code: ErrorCode; readonly detail: string; readonly topic?: string };

/** Why the server ended a connection. */
export const CLOSE = { notAllowed: 4401, tooSlow: 4408, badMessage: 4400, restarting: 1012 } as const;
