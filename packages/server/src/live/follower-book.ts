/** Everybody who follows something: how many may be, whether they still may, and that they are there. */
import type { Caller } from '../access/caller.ts';
import { RequestError } from '../http/request-error.ts';
import { describe } from '../log/log-request.ts';
import type { Follower } from './follower.ts';
import type { LivePorts } from './live-ports.ts';

export interface FollowerBookOptions {
  readonly isStillGood: (caller: Caller) => Promise<boolean>;
}

export class FollowerBook {
  readonly #ports: Pick<LivePorts, 'clock' | 'limits' | 'log'>;
  readonly #options: FollowerBookOptions;
  readonly #followers = new Set<Follower>();
  #stopTicking: (() => void) | undefined;
  #checkAt = 0;
  #onEmpty: () => void = () => {};

  constructor(ports: Pick<LivePorts, 'clock' | 'limits' | 'log'>, options: FollowerBookOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  get size(): number {
    return this.#followers.size;
  }

  /** Throws where there are too many already. */
  assertRoom(caller: Caller): void {
    const { connections, connectionsOfSession } = this.#ports.limits;
    const { session } = caller;
    const ofSession = session && [...this.#followers].filter((follower) => follower.caller.session === session).length;
    if (this.#followers.size >= connections || (ofSession ?? 0) >= connectionsOfSession)
      throw new RequestError('too_many_requests', 'there are too many connections', {
        headers: { 'retry-after': '5' },
      });
  }

  add(follower: Follower): void {
    this.#followers.add(follower);
    if (!this.#stopTicking) this.#tickLater();
  }

  remove(follower: Follower): void {
    this.#followers.delete(follower);
    if (this.#followers.size === 0) this.#onEmpty();
  }

  sayChanged(what: 'models'): void {
    for (const follower of this.#followers) follower.sayChanged(what);
  }

  /** Resolves when everybody is gone, by themselves or not. */
  async close(): Promise<void> {
    const { clock, limits } = this.#ports;
    for (const follower of this.#followers) follower.sayRestart();
    if (this.#followers.size > 0) {
      await new Promise<void>((resolve) => {
        const stop = clock.at(clock.now() + limits.farewellMs, resolve);
        this.#onEmpty = () => {
          stop();
          resolve();
        };
      });
    }
    for (const follower of this.#followers) follower.drop();
    this.#stopTicking?.();
  }

  #tickLater(): void {
    const { clock, limits } = this.#ports;
    this.#stopTicking = clock.at(clock.now() + limits.tickMs, () => {
      this.#stopTicking = undefined;
      this.#tick();
      if (this.#followers.size > 0) this.#tickLater();
    });
  }

  #tick(): void {
    const now = this.#ports.clock.now();
    for (const follower of this.#followers) follower.tick(now);
    if (now < this.#checkAt) return;
    this.#checkAt = now + this.#ports.limits.recheckMs;
    void this.#check();
  }

  /** Once for each who is known by the same thing. */
  async #check(): Promise<void> {
    const byIdentity = Map.groupBy(this.#followers, ({ caller }) => caller.session ?? caller.key ?? caller.by);
    for (const followers of byIdentity.values()) {
      const [first] = followers;
      if (!first) continue;
      try {
        if (await this.#options.isStillGood(first.caller)) continue;
      } catch (error) {
        // Asked again in a moment.
        this.#ports.log.warn(describe(error), 'it could not be asked whether a caller is still welcome');
        continue;
      }
      for (const follower of followers) follower.refuse();
    }
  }
}
