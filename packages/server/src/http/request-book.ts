import type { FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.ts';

/** What becomes known about a request on its way, for whoever handles and logs it. */
export interface RequestFacts {
  trace: string;
  caller: Caller | undefined;
  readonly startedMs: number;
}

export class RequestBook {
  readonly #facts = new WeakMap<FastifyRequest, RequestFacts>();

  open(request: FastifyRequest, facts: RequestFacts): void {
    this.#facts.set(request, facts);
  }

  find(request: FastifyRequest): RequestFacts | undefined {
    return this.#facts.get(request);
  }

  setCaller(request: FastifyRequest, caller: Caller): void {
    const facts = this.#facts.get(request);
    if (facts) facts.caller = caller;
  }
}
