import { describe, expect, it } from 'vitest';
import type { StoreNotice } from '../ports/run-queue.ts';
import { SimClock } from '../testing/sim-clock.ts';
import { nextTurn } from '../testing/simulation/idle.ts';
import { WaitingLine } from './waiting-line.ts';

/** Each who waits says its name when it looks again. */
function createStand() {
  const clock = new SimClock();
  const listeners = new Set<(notice: StoreNotice) => void>();
  const line = new WaitingLine({
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  });
  const looks: string[] = [];
  interface Stance {
    readonly account?: string;
    readonly signal?: AbortSignal;
    isGone?(): boolean;
  }
  const wait = (
    name: string,
    { account = 'tenant', isGone = () => false, signal = new AbortController().signal }: Stance = {},
  ) => {
    const ticket = line.join(account, { clock, signal, isGone });
    const look = () => ticket.turn().then(() => void looks.push(name));
    void look();
    return { ticket, look };
  };
  const settle = async () => {
    for (const listener of listeners) listener({ kind: 'settled' });
    await nextTurn();
  };
  return { clock, line, looks, listeners, wait, settle };
}

describe('reservations that others stand in the way of', () => {
  it('look again one after the other, in the order in which they came', async () => {
    const { line, looks, wait, settle } = createStand();
    const [ann, bob] = [wait('ann'), wait('bob'), wait('cid')];
    await settle();
    expect(looks).toEqual(['ann']);
    // There is still no room for it: it keeps its place.
    void ann.look();
    await settle();
    expect(looks).toEqual(['ann', 'ann']);
    line.leave(ann.ticket);
    await nextTurn();
    expect(looks).toEqual(['ann', 'ann', 'bob']);
    line.leave(bob.ticket);
    await nextTurn();
    expect(looks).toEqual(['ann', 'ann', 'bob', 'cid']);
  });

  it('cost no more the more of them wait', () => {
    const { line, wait } = createStand();
    let looks = 0;
    const isGone = () => {
      looks++;
      return false;
    };
    const tickets = Array.from({ length: 1_000 }, (_, count) => wait(`${count}`, { isGone }).ticket);
    // Also from its end, as those leave who have waited for too long.
    for (const ticket of [...tickets.slice(0, 500), ...tickets.slice(500).toReversed()]) line.leave(ticket);
    expect(looks).toBeLessThanOrEqual(1_000);
  });

  it('do not wait for those of another account, nor for those that are gone', async () => {
    const { looks, wait, settle } = createStand();
    wait('gone', { isGone: () => true });
    wait('ann');
    wait('bob', { account: 'agent' });
    await settle();
    expect(looks).toEqual(['ann', 'bob']);
  });

  it('miss no call that comes while they look', async () => {
    const { looks, wait, settle } = createStand();
    const ann = wait('ann');
    await settle();
    await settle();
    await ann.look();
    expect(looks).toEqual(['ann', 'ann']);
  });

  it('look by themselves where nobody tells them, less and less often', async () => {
    const { clock, looks, wait } = createStand();
    const ann = wait('ann');
    for (const ms of [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]) {
      const before = looks.length;
      clock.advance(ms - 1);
      await nextTurn();
      expect(looks).toHaveLength(before);
      clock.advance(1);
      await nextTurn();
      expect(looks).toHaveLength(before + 1);
      void ann.look();
    }
  });

  it('stop at once when they are stopped, and leave nobody listening', async () => {
    const { line, looks, listeners, wait } = createStand();
    const controller = new AbortController();
    const { ticket } = wait('ann', { signal: controller.signal });
    expect(listeners.size).toBe(1);
    controller.abort();
    await nextTurn();
    expect(looks).toEqual(['ann']);
    line.leave(ticket);
    expect(listeners.size).toBe(0);
  });
});
