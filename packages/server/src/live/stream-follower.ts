/** One run, followed as an event stream. */
import type { ServerResponse } from 'node:http';
import type { Instant } from '@tutti/protocol';
import type { Caller } from '../access/caller.ts';
import { describe } from '../log/log-request.ts';
import type { FoundTopic } from './find-topic.ts';
import type { Follower } from './follower.ts';
import type { LivePorts } from './live-ports.ts';
import { Pump } from './pump.ts';
import { StreamOutlet } from './stream-outlet.ts';
import { Subscription } from './subscription.ts';

export interface StreamFollowerOptions {
  /** Its head is written. */
  readonly response: ServerResponse;
  readonly caller: Caller;
  readonly found: FoundTopic;
}

const RETRY_MS = 1_000;

export class StreamFollower implements Follower {
  readonly caller: Caller;
  readonly #ports: LivePorts;
  readonly #response: ServerResponse;
  readonly #outlet: StreamOutlet;
  readonly #pump: Pump;
  readonly #subscription: Subscription;
  #beatAt: Instant;

  constructor(ports: LivePorts, { response, caller, found }: StreamFollowerOptions) {
    const { clock, limits, heartbeatMs, log } = ports;
    const { getSource, ...place } = found;
    const source = getSource();
    this.caller = caller;
    this.#ports = ports;
    this.#response = response;
    this.#outlet = new StreamOutlet(response, { clock, highWaterBytes: limits.highWaterBytes });
    this.#pump = new Pump(this.#outlet, (_, error) => {
      log.error({ topic: source.topic, ...describe(error) }, 'a topic cannot be followed');
      this.drop();
    });
    this.#subscription = new Subscription({
      ...place,
      source,
      principal: caller.principal,
      outlet: this.#outlet,
      clock,
      onOver: () => {
        this.#release();
        this.#outlet.sendEnd();
      },
    });
    this.#beatAt = clock.now() + heartbeatMs;
    response.once('close', () => this.#release());
    response.on('error', () => this.drop());
    response.write(`retry: ${RETRY_MS}\n\n`);
    this.#subscription.start(() => this.#pump.wake(this.#subscription));
  }

  tick(now: Instant): void {
    const { limits, heartbeatMs, log } = this.#ports;
    const { stalledSince } = this.#outlet;
    if (stalledSince !== undefined && now - stalledSince >= limits.stallMs) {
      log.info({ seconds: Math.round((now - stalledSince) / 1_000) }, 'a client that does not read was let go');
      this.drop();
    } else if (now >= this.#beatAt) {
      this.#beatAt = now + heartbeatMs;
      this.#outlet.sendHeartbeat();
    }
  }

  refuse(): void {
    this.drop();
  }

  sayRestart(): void {
    this.#release();
    this.#response.end();
  }

  sayChanged(): void {
    // A stream tells of one run, and of nothing else.
  }

  drop(): void {
    this.#release();
    this.#response.destroy();
  }

  #release(): void {
    this.#subscription.close();
    this.#pump.close();
  }
}
