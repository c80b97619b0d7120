/** One topic, whoever listens to it here. Each listener has its own cursor; the server is asked from the lowest of them. */
import type { Glimpse, RunEvent } from '@tutti/protocol';
import type { ServerMessage, TaskNotice } from '@tutti/protocol/api';

export type SystemNews = Extract<ServerMessage, { type: 'system' }>;
export type TopicProblem = Extract<ServerMessage, { type: 'problem' }>;

export interface TopicListener {
  /** The last cursor that is known already. Without one a run is told from its beginning, and `tasks` from now on. */
  readonly since?: number;
  readonly onEvents?: (events: readonly RunEvent[], cursor: number) => void;
  readonly onNotices?: (notices: readonly TaskNotice[], cursor: number) => void;
  readonly onGlimpse?: (glimpse: Glimpse) => void;
  readonly onSystem?: (news: SystemNews) => void;
  /** Everything that was there at the time of asking has been told. */
  readonly onCaughtUp?: (cursor: number) => void;
  /** The server does not serve this topic, or this client does not understand it. */
  readonly onProblem?: (problem: TopicProblem) => void;
}

interface Place {
  readonly listener: TopicListener;
  /** Moves only when what lies below was handed over. */
  cursor: number | undefined;
}

export class LiveTopic {
  readonly name: string;
  readonly #places = new Set<Place>();
  /** Subscriptions that the server has not answered yet: what comes meanwhile belongs to an older one. */
  #unanswered = 0;

  constructor(name: string) {
    this.name = name;
  }

  get isEmpty(): boolean {
    return this.#places.size === 0;
  }

  add(listener: TopicListener): () => void {
    const place = { listener, cursor: listener.since ?? (this.#isRun ? 0 : undefined) };
    this.#places.add(place);
    return () => void this.#places.delete(place);
  }

  /** Where to ask from; undefined for whatever comes from now on. */
  get cursor(): number | undefined {
    const cursors = [...this.#places].flatMap(({ cursor }) => (cursor === undefined ? [] : [cursor]));
    return cursors.length === 0 ? undefined : Math.min(...cursors);
  }

  asked(): void {
    this.#unanswered++;
  }

  /** The connection is gone, and with it every answer. */
  forget(): void {
    this.#unanswered = 0;
  }

  /** False where something is missing: then it has to be asked for again. */
  take(message: ServerMessage): boolean {
    switch (message.type) {
      case 'subscribed':
        this.#answered(message.cursor);
        return true;
      case 'problem':
        this.#unanswered = Math.max(0, this.#unanswered - 1);
        for (const { listener } of this.#current) listener.onProblem?.(message);
        return true;
      case 'events':
        return this.#current.every((place) => takeEvents(place, message.events));
      case 'tasks':
        for (const place of this.#current) takeNotices(place, message.notices);
        return true;
      case 'caught_up':
        for (const { listener } of this.#current) listener.onCaughtUp?.(message.cursor);
        return true;
      case 'glimpse':
        for (const { listener } of this.#current) listener.onGlimpse?.(message.glimpse);
        return true;
      case 'system':
        for (const { listener } of this.#current) listener.onSystem?.(message);
        return true;
      case 'heartbeat':
      case 'pong':
        return true;
      default:
        return message satisfies never;
    }
  }

  get #isRun(): boolean {
    return this.name.startsWith('run:');
  }

  /** Nobody, while an answer is outstanding: the new subscription tells all of it again. */
  get #current(): readonly Place[] {
    return this.#unanswered > 0 ? [] : [...this.#places];
  }

  #answered(cursor: number): void {
    this.#unanswered = Math.max(0, this.#unanswered - 1);
    for (const place of this.#current) place.cursor ??= cursor;
  }
}

function takeEvents(place: Place, events: readonly RunEvent[]): boolean {
  const known = place.cursor ?? 0;
  const news = events.filter(({ seq }) => seq > known);
  const [first] = news;
  const last = news.at(-1);
  if (!first || !last) return true;
  if (first.seq !== known + 1) return false;
  place.listener.onEvents?.(news, last.seq);
  place.cursor = last.seq;
  return true;
}

function takeNotices(place: Place, notices: readonly TaskNotice[]): void {
  const known = place.cursor ?? 0;
  const news = notices.filter(({ cursor }) => cursor > known);
  const last = news.at(-1);
  if (!last) return;
  place.listener.onNotices?.(news, last.cursor);
  place.cursor = last.cursor;
}
