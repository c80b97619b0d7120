/**
 * Live notices between the processes of one installation. It only wakes whoever follows, and shows words while they are
 * spoken: what counts is in the store, where a follower also looks by itself, so whatever is lost here costs a moment.
 */
import { type Glimpse, type LiveNotice, RunId, type TenantId } from '@tutti/protocol';

export type BusTopic = `run:${RunId}` | `tasks:${TenantId}`;

export type BusNews =
  /** Something of the topic was committed elsewhere; `rests`: perhaps what somebody waits for who waits for its end. */
  | { readonly type: 'changed'; readonly topic: BusTopic; readonly rests: boolean }
  | { readonly type: 'glimpse'; readonly glimpse: Glimpse };

export interface LiveBus extends AsyncDisposable {
  /** What happens in this process, for those who follow it in others. Neither waits nor throws. */
  publish(notice: LiveNotice): void;
  /** Somebody in this process follows the topic, until the returned function is called. */
  follow(topic: BusTopic): () => void;
  /** News of other processes. Returns how to stop. */
  listen(listener: (news: BusNews) => void): () => void;
}

export function toRunTopic(run: RunId): BusTopic {
  return `run:${run}`;
}

export function toTasksTopic(tenant: TenantId): BusTopic {
  return `tasks:${tenant}`;
}

/** Undefined for another kind of topic. */
export function findRunOf(topic: BusTopic): RunId | undefined {
  const [kind, id] = topic.split(':');
  return kind === 'run' ? RunId.safeParse(id).data : undefined;
}
