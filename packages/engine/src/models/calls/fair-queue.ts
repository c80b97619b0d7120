/** A server of models works on so many calls at once. Tenants take turns for a place; within a tenant it is first come, first served. */
import type { TenantId } from '@tutti/protocol';

export interface PlaceWish {
  readonly host: string;
  /** As it stands now: places that were taken away are not given out again. */
  readonly parallel: number;
  readonly tenant: TenantId;
}

interface Waiter {
  readonly admit: () => void;
}

interface Server {
  parallel: number;
  taken: number;
  /** The tenant whose turn is next stands first. A tenant without waiters is not here. */
  readonly lines: Map<TenantId, Set<Waiter>>;
}

export class FairQueue {
  readonly #servers = new Map<string, Server>();

  /** Resolves with how to leave, which may be called more than once. Rejects with the signal's reason. */
  async enter({ host, parallel, tenant }: PlaceWish, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const server = this.#serverOf(host);
    server.parallel = parallel;
    if (server.taken < parallel && server.lines.size === 0) server.taken += 1;
    else await this.#wait(server, tenant, signal);
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      server.taken -= 1;
      this.#admit(host, server);
    };
  }

  countWaiting(host: string): number {
    let waiting = 0;
    for (const line of this.#servers.get(host)?.lines.values() ?? []) waiting += line.size;
    return waiting;
  }

  /** Those before which as many wait as they work on at once. */
  listBusy(): Set<string> {
    const busy = [...this.#servers].filter(([host, { parallel }]) => this.countWaiting(host) >= parallel);
    return new Set(busy.map(([host]) => host));
  }

  #wait(server: Server, tenant: TenantId, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const line = server.lines.get(tenant) ?? new Set<Waiter>();
      server.lines.set(tenant, line);
      const stop = () => {
        line.delete(waiter);
        if (line.size === 0) server.lines.delete(tenant);
        reject(signal.reason);
      };
      const waiter: Waiter = {
        admit: () => {
          signal.removeEventListener('abort', stop);
          resolve();
        },
      };
      line.add(waiter);
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  #admit(host: string, server: Server): void {
    while (server.taken < server.parallel) {
      const [next] = server.lines;
      if (!next) break;
      const [tenant, line] = next;
      const [waiter] = line;
      server.lines.delete(tenant);
      if (!waiter) continue;
      line.delete(waiter);
      // To the end: the other tenants come before it gets its next.
      if (line.size > 0) server.lines.set(tenant, line);
      server.taken += 1;
      waiter.admit();
    }
    if (server.taken === 0 && server.lines.size === 0) this.#servers.delete(host);
  }

  #serverOf(host: string): Server {
    const known = this.#servers.get(host);
    if (known) return known;
    const made: Server = { parallel: 0, taken: 0, lines: new Map() };
    this.#servers.set(host, made);
    return made;
  }
}
