/**
 * Everything that somebody follows, over one WebSocket. When the connection is lost it comes back by itself, and each
 * topic goes on from its own cursor: nothing is told twice and nothing is left out.
 */
import { API, MOST_TOPICS, type ServerMessage } from '@tutti/protocol/api';
import { toWaitMs } from '../back-off.ts';
import { callRoute } from '../call-route.ts';
import { ProblemError } from '../client-error.ts';
import type { Link } from '../link.ts';
import { startTimer } from '../timer.ts';
import { isRefusal, LiveSocket } from './live-socket.ts';
import { LiveTopic, type TopicListener } from './live-topic.ts';

/** `refused`: the server does not know this client any more; it does not try again by itself. */
export type LiveStatus = 'connecting' | 'open' | 'reconnecting' | 'closed' | 'refused';

export interface Live {
  readonly status: LiveStatus;
  /** Called at each change. Returns how to stop. */
  onStatus(listener: (status: LiveStatus) => void): () => void;
  /** `run:ID`, `tasks` or `system`. Returns how to stop. */
  subscribe(topic: string, listener: TopicListener): () => void;
  close(): void;
}

const BACK_OFF = { firstMs: 250, longestMs: 10_000 };

export function openLive(link: Link): Live {
  return new LiveConnection(link);
}

class LiveConnection implements Live {
  #status: LiveStatus = 'connecting';
  readonly #link: Link;
  readonly #statusListeners = new Set<(status: LiveStatus) => void>();
  readonly #topics = new Map<string, LiveTopic>();
  /** To be asked for at the end of this turn, in one message. */
  readonly #wanted = new Set<LiveTopic>();
  readonly #stopWake: () => void;
  #socket: LiveSocket | undefined;
  #failures = 0;
  #stopWaiting: () => void = () => {};

  constructor(link: Link) {
    this.#link = link;
    this.#stopWake = link.wake(() => this.#wake());
    this.#connect();
  }

  get status(): LiveStatus {
    return this.#status;
  }

  onStatus(listener: (status: LiveStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => void this.#statusListeners.delete(listener);
  }

  subscribe(name: string, listener: TopicListener): () => void {
    const topic = this.#topics.get(name) ?? new LiveTopic(name);
    if (!this.#topics.has(name) && this.#topics.size >= MOST_TOPICS)
      throw new RangeError(`one connection follows at most ${MOST_TOPICS} topics`);
    this.#topics.set(name, topic);
    const remove = topic.add(listener);
    this.#want(topic);
    return () => {
      remove();
      if (topic.isEmpty && this.#topics.get(name) === topic) this.#drop(topic);
    };
  }

  close(): void {
    if (this.#status === 'closed') return;
    this.#become('closed');
    this.#stopWake();
    this.#stopWaiting();
    this.#socket?.close();
    this.#topics.clear();
  }

  #connect(): void {
    for (const topic of this.#topics.values()) topic.forget();
    this.#socket = new LiveSocket(this.#link, {
      onOpen: () => {
        this.#become('open');
        for (const topic of this.#topics.values()) this.#want(topic);
      },
      onMessage: (message) => this.#take(message),
      onEnd: (end) => void this.#reconnect(end),
    });
  }

  #take(message: ServerMessage): void {
    this.#failures = 0;
    if (!('topic' in message) || message.topic === undefined) return;
    const topic = this.#topics.get(message.topic);
    if (topic && !topic.take(message)) this.#want(topic);
  }

  #want(topic: LiveTopic): void {
    if (this.#wanted.size === 0) queueMicrotask(() => this.#ask());
    this.#wanted.add(topic);
  }

  #ask(): void {
    const topics = [...this.#wanted].filter(({ isEmpty }) => !isEmpty);
    this.#wanted.clear();
    if (this.#status !== 'open' || topics.length === 0) return;
    const since: Record<string, number> = {};
    for (const topic of topics) {
      topic.asked();
      if (topic.cursor !== undefined) since[topic.name] = topic.cursor;
    }
    this.#socket?.send({ type: 'subscribe', topics: topics.map(({ name }) => name), since });
  }

  #drop(topic: LiveTopic): void {
    this.#topics.delete(topic.name);
    this.#wanted.delete(topic);
    if (this.#status === 'open') this.#socket?.send({ type: 'unsubscribe', topics: [topic.name] });
  }

  async #reconnect({ wasOpen, code }: { wasOpen: boolean; code: number }): Promise<void> {
    if (this.#status === 'closed') return;
    this.#socket = undefined;
    if (isRefusal(code)) {
      this.#become('refused');
      return;
    }
    this.#become('reconnecting');
    // A handshake tells nobody why it failed, so another call has to.
    if (!wasOpen && (await this.#isRefused())) this.#become('refused');
    if (this.#status === 'reconnecting' && !this.#socket) this.#waitThenConnect();
  }

  #waitThenConnect(): void {
    this.#stopWaiting();
    this.#stopWaiting = startTimer(toWaitMs(BACK_OFF, this.#failures, this.#link.random), () => this.#connect());
    this.#failures++;
  }

  async #isRefused(): Promise<boolean> {
    try {
      await callRoute({ ...this.#link, attempts: 1 }, { route: API.getMe, input: {} });
      return false;
    } catch (error) {
      return error instanceof ProblemError && (error.status === 401 || error.status === 403);
    }
  }

  #wake(): void {
    if (this.#status === 'open') this.#socket?.doubt();
    else if (this.#status === 'reconnecting' && !this.#socket) {
      this.#stopWaiting();
      this.#connect();
    }
  }

  #become(status: LiveStatus): void {
    if (this.#status === status || this.#status === 'closed') return;
    this.#status = status;
    for (const listener of this.#statusListeners) listener(status);
  }
}
