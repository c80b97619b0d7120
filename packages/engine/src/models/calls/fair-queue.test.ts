import { TenantId } from '@tutti/protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairQueue } from './fair-queue.ts';

const ann = TenantId.parse(`ten_${'a'.repeat(36)}`);
const bob = TenantId.parse(`ten_${'b'.repeat(36)}`);
const never = new AbortController().signal;
const at = (tenant: TenantId, parallel = 1) => ({ host: 'ollama', parallel, tenant });

function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

describe('FairQueue', () => {
  it('lets as many in as the server works on at once, and the next when one leaves', async () => {
    const queue = new FairQueue();
    const first = await queue.enter(at(ann, 2), never);
    await queue.enter(at(ann, 2), never);
    let isIn = false;
    const third = queue.enter(at(ann, 2), never).then(() => {
      isIn = true;
    });
    await settled();
    expect([isIn, queue.countWaiting('ollama')]).toEqual([false, 1]);
    first();
    first();
    await third;
    expect(isIn).toBe(true);
  });

  it('takes turns between tenants, whoever has asked more often', async () => {
    const queue = new FairQueue();
    const order: string[] = [];
    const visit = async (name: string, tenant: TenantId) => {
      const leave = await queue.enter(at(tenant), never);
      order.push(name);
      await settled();
      leave();
    };
    await Promise.all([
      visit('a1', ann),
      visit('a2', ann),
      visit('a3', ann),
      visit('a4', ann),
      visit('b1', bob),
      visit('b2', bob),
    ]);
    expect(order).toEqual(['a1', 'a2', 'b1', 'a3', 'b2', 'a4']);
  });

  it('lets go of those who stop waiting', async () => {
    const queue = new FairQueue();
    const leave = await queue.enter(at(ann), never);
    const abort = new AbortController();
    const stopped = queue.enter(at(ann), abort.signal);
    const next = queue.enter(at(bob), never);
    abort.abort(new Error('cancelled'));
    await expect(stopped).rejects.toThrow('cancelled');
    leave();
    (await next)();
    expect(queue.countWaiting('ollama')).toBe(0);
    await expect(queue.enter(at(ann), abort.signal)).rejects.toThrow('cancelled');
  });

  it('never has more at once than it may, and never loses a place', async () => {
    const anyVisit = fc.record({ tenant: fc.constantFrom(ann, bob), isStopped: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyVisit, { maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        async (visits, parallel) => {
          const queue = new FairQueue();
          let inside = 0;
          let most = 0;
          const visit = async ({ tenant, isStopped }: (typeof visits)[number]) => {
            const abort = new AbortController();
            const entered = queue.enter(at(tenant, parallel), abort.signal);
            if (isStopped) abort.abort();
            const leave = await entered;
            most = Math.max(most, ++inside);
            await settled();
            inside -= 1;
            leave();
          };
          await Promise.allSettled(visits.map(visit));
          expect(most).toBeLessThanOrEqual(parallel);
          expect([inside, queue.countWaiting('ollama'), queue.listBusy().size]).toEqual([0, 0, 0]);
          await Promise.all(Array.from({ length: parallel }, () => queue.enter(at(ann, parallel), never)));
        },
      ),
      { numRuns: 50 },
    );
  });
});
