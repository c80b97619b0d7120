import { describe, expect, it } from 'vitest';
import type { ClaimedRun } from '../ports/journal.ts';
import { SimClock } from '../testing/sim-clock.ts';
import { CarefulLane } from './careful-lane.ts';

const claim = (run: string, claims: number) => ({ run, claims }) as unknown as ClaimedRun;

function createLane() {
  const clock = new SimClock();
  const back: string[] = [];
  const progressed = new Set<string>();
  const lane = new CarefulLane(clock, {
    giveBack: ({ run }) => void back.push(run),
    hasProgressed: (run) => progressed.has(run),
  });
  const admit = (...claimed: ClaimedRun[]) => lane.admit(claimed).map(({ run }) => run as string);
  return { clock, back, lane, progressed, admit };
}

describe('the careful lane', () => {
  it('lets through whoever has not died twice', () => {
    const { admit, back } = createLane();
    expect(admit(claim('a', 1), claim('b', 2))).toEqual(['a', 'b']);
    expect(back).toEqual([]);
  });

  it('drives one suspect at a time, that with the fewest deaths first, and gives the others back', () => {
    const { admit, back } = createLane();
    expect(admit(claim('worst', 5), claim('fresh', 1), claim('first', 3), claim('next', 4))).toEqual([
      'fresh',
      'first',
    ]);
    expect(back).toEqual(['next', 'worst']);
    expect(admit(claim('next', 4))).toEqual([]);
  });

  it('lets the next one in when the one before has ended, or has lived for a while', () => {
    const { admit, lane, clock } = createLane();
    expect(admit(claim('a', 3))).toEqual(['a']);
    lane.leave('a' as ClaimedRun['run']);
    expect(admit(claim('b', 3))).toEqual(['b']);
    clock.advance(1_000);
    expect(admit(claim('c', 3))).toEqual(['c']);
  });

  it('keeps a run alone the longer the more often it was there when a process ended', () => {
    const { admit, clock } = createLane();
    expect(admit(claim('a', 4))).toEqual(['a']);
    clock.advance(4_000);
    expect(admit(claim('b', 5))).toEqual([]);
    clock.advance(1_000);
    expect(admit(claim('b', 5))).toEqual(['b']);
    clock.advance(59_000);
    expect(admit(claim('c', 5))).toEqual([]);
    clock.advance(1_000);
    expect(admit(claim('c', 5))).toEqual(['c']);
  });

  it('suspects a run no more that has got further', () => {
    const { admit, progressed } = createLane();
    expect(admit(claim('slow', 5))).toEqual(['slow']);
    expect(admit(claim('next', 5))).toEqual([]);
    progressed.add('slow');
    expect(admit(claim('next', 5))).toEqual(['next']);
  });
});
