import type { BusNews, BusTopic, LiveBus } from '@tutti/adapters/bus';
import { RunId } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { LiveHub } from './live-hub.ts';

const run = RunId.parse(`run_${'0'.repeat(36)}`);
const topic: BusTopic = `run:${run}`;

function join(hub: LiveHub) {
  const listeners = new Set<(news: BusNews) => void>();
  const followed: BusTopic[] = [];
  const bus: LiveBus = {
    publish: () => {},
    follow(asked) {
      followed.push(asked);
      return () => void followed.splice(followed.indexOf(asked), 1);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    [Symbol.asyncDispose]: async () => {},
  };
  hub.join(bus);
  return { followed, tell: (news: BusNews) => listeners.forEach((listener) => listener(news)) };
}

it('whoever waits for a run that another process drives is rung for when it may rest, and until they stop', () => {
  const hub = new LiveHub();
  const { followed, tell } = join(hub);
  let rung = 0;
  const stop = hub.follow(run, () => rung++);
  expect(followed).toEqual([topic]);
  tell({ type: 'changed', topic, rests: false });
  tell({ type: 'changed', topic: `run:${RunId.parse(`run_${'1'.repeat(36)}`)}`, rests: true });
  expect(rung).toBe(0);
  tell({ type: 'changed', topic, rests: true });
  expect(rung).toBe(1);
  stop();
  tell({ type: 'changed', topic, rests: true });
  expect(rung).toBe(1);
  expect(followed).toEqual([]);
});

it('alone there is nobody to hear of', () => {
  const hub = new LiveHub();
  expect(hub.isShared).toBe(false);
  hub.follow(run, () => expect.unreachable())();
});
