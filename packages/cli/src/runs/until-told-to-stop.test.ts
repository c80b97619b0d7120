import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EXIT } from '../exit-code.ts';
import { untilToldToStop } from './until-told-to-stop.ts';

let left: number[];
let drained: PromiseWithResolvers<void>;
let drains: number;
let stopped: Promise<void>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  left = [];
  drains = 0;
  drained = Promise.withResolvers();
  const drain = () => {
    drains++;
    return drained.promise;
  };
  stopped = untilToldToStop({ drain, leave: (exitCode) => void left.push(exitCode) });
});
afterEach(async () => {
  drained.resolve();
  if (drains === 0) process.emit('SIGTERM');
  await stopped;
  vi.useRealTimers();
});

it('what is told twice at once, as by a service manager and by a launcher, is one wish', () => {
  process.emit('SIGTERM');
  process.emit('SIGTERM');
  expect([drains, left]).toEqual([1, []]);
});

it('a second signal leaves at once, whichever it is', () => {
  process.emit('SIGTERM');
  vi.advanceTimersByTime(1_500);
  process.emit('SIGTERM');
  expect([drains, left]).toEqual([1, [EXIT.terminated]]);
});

it('Ctrl-C twice leaves at once, however quickly', () => {
  process.emit('SIGINT');
  process.emit('SIGINT');
  expect([drains, left]).toEqual([1, [EXIT.interrupted]]);
});

it('nobody listens any more when it has drained', async () => {
  const before = process.listenerCount('SIGTERM');
  process.emit('SIGTERM');
  drained.resolve();
  await stopped;
  expect(process.listenerCount('SIGTERM')).toBe(before - 1);
});
