import type { Live, LiveStatus } from '@tutti/sdk';
import { describe, expect, it } from 'vitest';
import { LiveLine } from './live-line.ts';

function createLive() {
  const listeners = new Set<(status: LiveStatus) => void>();
  let status: LiveStatus = 'connecting';
  const become = (next: LiveStatus): void => {
    status = next;
    for (const listener of listeners) listener(next);
  };
  const live: Live = {
    get status() {
      return status;
    },
    onStatus: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    subscribe: () => () => {},
    close: () => become('closed'),
  };
  return { live, become };
}

describe('LiveLine', () => {
  it('opens no connection before somebody asks for it, and then one', () => {
    let opened = 0;
    const line = new LiveLine(() => {
      opened++;
      return createLive().live;
    });
    expect(opened).toBe(0);
    expect(line.live).toBe(line.live);
    expect(opened).toBe(1);
  });

  it('tells of the new connection after it was renewed, and nothing of the old one', () => {
    const first = createLive();
    const second = createLive();
    const lives = [first, second];
    const line = new LiveLine(() => lives.shift()?.live ?? createLive().live);
    const told: LiveStatus[] = [];
    expect(line.live).toBe(first.live);
    line.onStatus((status) => told.push(status));
    first.become('refused');
    line.renew();
    first.become('open');
    second.become('open');
    expect(line.live).toBe(second.live);
    expect(told).toEqual(['refused', 'closed', 'connecting', 'open']);
  });
});
