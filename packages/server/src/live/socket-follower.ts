/** One WebSocket with all that its client follows. */
import type { Instant } from '@tutti/protocol';
import { type ClientMessage, CLOSE, MOST_TOPICS, toTime } from '@tutti/protocol/api';
import type { WebSocket } from 'ws';
import type { Caller } from '../access/caller.ts';
import { RequestError } from '../http/request-error.ts';
import { toProblem } from '../http/to-problem.ts';
import { VERSION } from '../version.ts';
import { describe } from '../log/log-request.ts';
import { findTopic } from './find-topic.ts';
import type { Follower } from './follower.ts';
import type { LivePorts } from './live-ports.ts';
import { Pump } from './pump.ts';
import { readMessage, toSince } from './read-message.ts';
import { SocketOutlet } from './socket-outlet.ts';
import { Subscription } from './subscription.ts';

/** Messages that wait to be acted upon. */
const LONGEST_QUEUE = 100;
/** Pings without an answer, after which nobody is there. */
const MOST_UNANSWERED = 2;

export interface SocketFollowerOptions {
  readonly socket: WebSocket;
  readonly caller: Caller;
  /** What a connection gets that asks for nothing. */
  readonly defaults: readonly string[];
}

export class SocketFollower implements Follower {
  readonly caller: Caller;
  readonly #ports: LivePorts;
  readonly #socket: WebSocket;
  readonly #outlet: SocketOutlet;
  readonly #pump: Pump;
  readonly #subscriptions = new Map<string, Subscription>();
  #hearsSystem = false;
  /** Nothing was asked for yet. */
  #hasDefaults = true;
  #queue: Promise<void> = Promise.resolve();
  #queued = 0;
  #badMessages = 0;
  #unanswered = 0;
  #beatAt: Instant;
  #isClosed = false;

  constructor(ports: LivePorts, { socket, caller, defaults }: SocketFollowerOptions) {
    const { clock, limits, heartbeatMs } = ports;
    this.caller = caller;
    this.#ports = ports;
    this.#socket = socket;
    this.#outlet = new SocketOutlet(socket, { clock, highWaterBytes: limits.highWaterBytes });
    this.#pump = new Pump(this.#outlet, (subscription, error) => {
      this.#unsubscribe(subscription.topic);
      this.#tellProblem(error, subscription.topic);
    });
    this.#beatAt = clock.now() + heartbeatMs;
    socket.on('message', (data, isBinary) => this.#enqueue(() => this.#hear(readMessage(data, isBinary))));
    socket.on('pong', () => {
      this.#unanswered = 0;
    });
    // The library would answer every one, also those of a client that reads no answers.
    socket.on('ping', (data) => {
      if (!this.#outlet.isFull) socket.pong(data);
    });
    socket.once('close', () => this.#release());
    this.#enqueue(async () => {
      for (const name of defaults) await this.#subscribe(name, undefined);
    });
  }

  tick(now: Instant): void {
    const { limits, heartbeatMs } = this.#ports;
    const { stalledSince } = this.#outlet;
    if (stalledSince !== undefined && now - stalledSince >= limits.stallMs) {
      this.#ports.log.info(
        { seconds: Math.round((now - stalledSince) / 1_000) },
        'a client that does not read was let go',
      );
      this.#close(CLOSE.tooSlow, 'too_slow');
      return;
    }
    if (now < this.#beatAt) return;
    this.#beatAt = now + heartbeatMs;
    if (this.#unanswered >= MOST_UNANSWERED) {
      this.drop();
      return;
    }
    this.#unanswered++;
    this.#socket.ping();
    if (!this.#outlet.isFull) this.#outlet.send({ type: 'heartbeat', at: toTime(now) });
  }

  refuse(): void {
    this.#close(CLOSE.notAllowed, 'unauthenticated');
  }

  sayRestart(): void {
    if (this.#hearsSystem) this.#sendSystem('draining');
    this.#close(CLOSE.restarting, 'server_draining');
  }

  sayChanged(what: 'models'): void {
    // Who does not read asks again when they come back.
    if (this.#hearsSystem && !this.#outlet.isFull) this.#sendSystem('ready', what);
  }

  drop(): void {
    this.#socket.terminate();
  }

  #enqueue(act: () => Promise<void>): void {
    if (this.#isClosed) return;
    if (++this.#queued > LONGEST_QUEUE) {
      this.#close(CLOSE.badMessage, 'too many messages at once');
      return;
    }
    this.#queue = this.#queue.then(async () => {
      // Who does not read what was answered is answered nothing more.
      if (this.#outlet.isFull) await this.#outlet.drained();
      this.#queued--;
      if (!this.#isClosed) await act();
    });
  }

  async #hear(message: ClientMessage | undefined): Promise<void> {
    switch (message?.type) {
      case undefined:
        this.#refuseMessage('this is no message that is understood here');
        return;
      case 'ping':
        this.#outlet.send({ type: 'pong' });
        return;
      case 'unsubscribe':
        for (const topic of message.topics) this.#unsubscribe(topic);
        return;
      case 'subscribe':
        await this.#subscribeAll(message);
        return;
      default:
        message satisfies never;
    }
  }

  #refuseMessage(detail: string): void {
    this.#outlet.send({ type: 'problem', code: 'invalid_input', detail });
    if (++this.#badMessages >= this.#ports.limits.badMessages) this.#close(CLOSE.badMessage, 'invalid_input');
  }

  async #subscribeAll(message: Extract<ClientMessage, { type: 'subscribe' }>): Promise<void> {
    const since = toSince(message);
    if (!since) return this.#refuseMessage('one cursor cannot be meant for several topics');
    if (this.#hasDefaults) for (const topic of [...this.#subscriptions.keys(), 'system']) this.#unsubscribe(topic);
    this.#hasDefaults = false;
    for (const topic of new Set(message.topics)) await this.#subscribe(topic, since.get(topic));
  }

  async #subscribe(topic: string, since: number | undefined): Promise<void> {
    this.#unsubscribe(topic);
    try {
      if (this.#subscriptions.size >= MOST_TOPICS)
        throw new RequestError('invalid_input', `one connection follows at most ${MOST_TOPICS} topics`);
      if (topic === 'system') this.#subscribeSystem();
      else await this.#follow(topic, since);
    } catch (error) {
      this.#tellProblem(error, topic);
    }
  }

  async #follow(topic: string, since: number | undefined): Promise<void> {
    const { principal } = this.caller;
    const found = await findTopic(this.#ports, principal, { name: topic, since });
    if (this.#isClosed) return;
    const { getSource, ...place } = found;
    const { clock } = this.#ports;
    const source = getSource();
    const subscription = new Subscription({ ...place, source, principal, outlet: this.#outlet, clock });
    this.#subscriptions.set(topic, subscription);
    this.#outlet.send({ type: 'subscribed', topic, cursor: found.cursor });
    subscription.start(() => this.#pump.wake(subscription));
  }

  #subscribeSystem(): void {
    this.#hearsSystem = true;
    this.#outlet.send({ type: 'subscribed', topic: 'system', cursor: 0 });
    this.#sendSystem('ready');
    this.#outlet.sendCaughtUp('system', 0);
  }

  #sendSystem(state: 'ready' | 'draining', changed?: 'models'): void {
    this.#outlet.send({ type: 'system', topic: 'system', state, version: VERSION, ...(changed && { changed }) });
  }

  #unsubscribe(topic: string): void {
    if (topic === 'system') this.#hearsSystem = false;
    const subscription = this.#subscriptions.get(topic);
    if (!subscription) return;
    this.#subscriptions.delete(topic);
    subscription.close();
    this.#pump.drop(subscription);
  }

  #tellProblem(error: unknown, topic: string): void {
    const { code, detail, status } = toProblem(error, '');
    if (status >= 500) this.#ports.log.error({ topic, ...describe(error) }, 'a topic cannot be followed');
    this.#outlet.send({ type: 'problem', code, detail, topic });
  }

  #close(code: number, reason: string): void {
    if (this.#isClosed) return;
    this.#release();
    this.#socket.close(code, reason);
    const { clock, limits } = this.#ports;
    // Who does not read does not read the farewell either.
    const stop = clock.at(clock.now() + limits.farewellMs, () => this.#socket.terminate());
    this.#socket.once('close', stop);
  }

  #release(): void {
    this.#isClosed = true;
    this.#pump.close();
    for (const topic of this.#subscriptions.keys()) this.#unsubscribe(topic);
  }
}
