/** Requests that may take long: so many at once, and so many of one tenant, each only for as long as its client is there and its key counts. */
import type { Clock } from '@tutti/engine';
import type { TenantId } from '@tutti/protocol';
import type { FastifyReply } from 'fastify';
import type { AccessDesk } from '../access/access-desk.ts';
import type { Caller } from '../access/caller.ts';
import { RequestError } from '../http/request-error.ts';
import { untilGone } from '../openai/until-gone.ts';

export interface Visit {
  /** The client has gone. */
  readonly gone: AbortSignal;
  /** The server goes, or the key counts no more: whatever was begun goes on without whoever asked. */
  readonly ending: AbortSignal;
}

export interface VisitPorts {
  readonly access: Pick<AccessDesk, 'isStillGood'>;
  readonly clock: Clock;
}

export const MOST_AT_ONCE = 500;
/** Nobody takes the room of all others. */
const MOST_OF_TENANT = 100;
const RECHECK_MS = 3_000;

export class Visits {
  readonly #ports: VisitPorts;
  readonly #leaving = new AbortController();
  readonly #sizes = new Map<TenantId, number>();
  #size = 0;

  constructor(ports: VisitPorts) {
    this.#ports = ports;
  }

  /** Ends with the reply. */
  enter(caller: Caller, reply: FastifyReply): Visit {
    const { tenant } = caller.principal;
    const gone = untilGone(reply);
    const refused = new AbortController();
    const visit = { gone: gone.signal, ending: AbortSignal.any([this.#leaving.signal, refused.signal]) };
    // Its end was told before anybody listened.
    if (isGone(reply)) {
      refused.abort();
      gone.abort();
      return visit;
    }
    this.#take(tenant);
    const leave = once(() => {
      callOff();
      this.#give(tenant);
    });
    const callOff = this.#recheck({ caller, reply }, (isGood) => {
      if (!isGood) refused.abort();
      gone.abort();
      leave();
      reply.raw.destroy();
    });
    reply.raw.once('close', leave);
    return visit;
  }

  /** The server goes. */
  leave(): void {
    this.#leaving.abort();
  }

  #take(tenant: TenantId): void {
    const own = this.#sizes.get(tenant) ?? 0;
    if (this.#size >= MOST_AT_ONCE || own >= MOST_OF_TENANT)
      throw new RequestError('too_many_requests', 'too many others wait here', { headers: { 'retry-after': '5' } });
    this.#size += 1;
    this.#sizes.set(tenant, own + 1);
  }

  #give(tenant: TenantId): void {
    const left = (this.#sizes.get(tenant) ?? 0) - 1;
    this.#size -= 1;
    if (left > 0) this.#sizes.set(tenant, left);
    else this.#sizes.delete(tenant);
  }

  #recheck({ caller, reply }: { caller: Caller; reply: FastifyReply }, end: (isGood: boolean) => void): () => void {
    const { access, clock } = this.#ports;
    let isOver = false;
    let callOff = () => {};
    const look = async () => {
      // A store that does not answer now says nothing against the key.
      const isGood = await access.isStillGood(caller).catch(() => true);
      if (isOver) return;
      // A reply that has waited for another one on its connection is not told that this was closed.
      if (isGood && !isGone(reply)) again();
      else end(isGood);
    };
    const again = () => {
      callOff = clock.at(clock.now() + RECHECK_MS, () => void look());
    };
    again();
    return () => {
      isOver = true;
      callOff();
    };
  }
}

function isGone({ raw, request }: FastifyReply): boolean {
  return raw.destroyed || request.raw.socket.destroyed;
}

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) act();
    isDone = true;
  };
}
