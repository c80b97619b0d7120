import { EventEmitter } from 'node:events';
import { type Clock, systemClock, systemRandom } from '@tutti/engine';
import { RANDOM_BYTES, TenantId, toIdText } from '@tutti/protocol';
import type { FastifyReply } from 'fastify';
import { describe, expect, it, vi } from 'vitest';
import { ANYONE, type Caller } from '../access/caller.ts';
import { Visits } from './visits.ts';

class Raw extends EventEmitter {
  writableFinished = false;
  destroyed = false;
  readonly socket = { destroyed: false };
  readonly destroy = vi.fn(() => {
    this.destroyed = true;
    this.emit('close');
  });
}

const FULL = expect.objectContaining({ code: 'too_many_requests' });
const TENANTS = Array.from({ length: 6 }, () =>
  TenantId.parse(toIdText('ten', systemClock.now(), systemRandom.bytes(RANDOM_BYTES))),
);

function openVisits(isStillGood: () => Promise<boolean>) {
  const wakes: (() => void)[] = [];
  const clock: Clock = { now: () => systemClock.now(), at: (_, wake) => (wakes.push(wake), () => {}) };
  const visits = new Visits({ access: { isStillGood }, clock });
  const enter = (caller: Caller = ANYONE, raw = new Raw()) => {
    const reply = { raw, request: { raw: { socket: raw.socket } } } as unknown as FastifyReply;
    return { raw, visit: visits.enter(caller, reply) };
  };
  return { visits, enter, wakes };
}

function callerOf(tenant: number): Caller {
  return { ...ANYONE, principal: { ...ANYONE.principal, tenant: TENANTS[tenant] ?? ANYONE.principal.tenant } };
}

describe('a request that takes long', () => {
  it('has room among a bounded number of others, and makes room when it ends', () => {
    const { enter } = openVisits(async () => true);
    const [first] = Array.from({ length: 500 }, (_none, at) => enter(callerOf(at % 5)));
    expect(() => enter(callerOf(5))).toThrow(FULL);
    first?.raw.emit('close');
    expect(() => enter(callerOf(5))).not.toThrow();
  });

  it('leaves room for those of other tenants, whatever one asks for', () => {
    const { enter } = openVisits(async () => true);
    const [first] = Array.from({ length: 100 }, () => enter(callerOf(0)));
    expect(() => enter(callerOf(0))).toThrow(FULL);
    expect(() => enter(callerOf(1))).not.toThrow();
    first?.raw.emit('close');
    expect(() => enter(callerOf(0))).not.toThrow();
    expect(() => enter(callerOf(0))).toThrow(FULL);
  });

  it('takes no room where its client has gone before it was let in', () => {
    const { enter, wakes } = openVisits(async () => true);
    for (let at = 0; at < 200; at++) {
      const raw = new Raw();
      if (at % 2 === 0) raw.destroy();
      else raw.socket.destroyed = true;
      const { visit } = enter(ANYONE, raw);
      expect([visit.gone.aborted, visit.ending.aborted]).toEqual([true, true]);
    }
    expect(() => enter()).not.toThrow();
    expect(wakes).toHaveLength(1);
  });

  it('makes room once where its connection was closed and nobody said so', async () => {
    const { enter, wakes } = openVisits(async () => true);
    const [first] = Array.from({ length: 100 }, () => enter());
    if (first) first.raw.socket.destroyed = true;
    wakes[0]?.();
    await vi.waitFor(() => expect(first?.visit.gone.aborted).toBe(true));
    first?.raw.emit('close');
    expect(() => enter()).not.toThrow();
    expect(() => enter()).toThrow(FULL);
  });

  it('ends when its key counts no more, and not because nobody can say so', async () => {
    const isStillGood = vi.fn(async (): Promise<boolean> => true);
    const { enter, wakes } = openVisits(isStillGood);
    const { raw, visit } = enter();
    for (const answer of [() => Promise.resolve(true), () => Promise.reject(new Error('the store is away'))]) {
      isStillGood.mockImplementationOnce(answer);
      const armed = wakes.length;
      wakes.at(-1)?.();
      await vi.waitFor(() => expect(wakes).toHaveLength(armed + 1));
      expect(visit.ending.aborted).toBe(false);
    }
    isStillGood.mockResolvedValueOnce(false);
    wakes.at(-1)?.();
    await vi.waitFor(() => expect(raw.destroy).toHaveBeenCalledOnce());
    expect([visit.ending.aborted, visit.gone.aborted]).toEqual([true, true]);
  });

  it('is told that the server goes, and is not gone for that', () => {
    const { visits, enter } = openVisits(async () => true);
    const { visit } = enter();
    visits.leave();
    expect([visit.ending.aborted, visit.gone.aborted]).toEqual([true, false]);
  });
});
