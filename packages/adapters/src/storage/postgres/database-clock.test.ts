import { describe, expect, it } from 'vitest';
import { DatabaseClock } from './database-clock.ts';

function start() {
  const machine = { ticks: 1_000 };
  const clock = new DatabaseClock({ sent: 990, heard: 1_010, time: 50_000 }, () => machine.ticks);
  return { clock, machine };
}

describe('the clock of the database', () => {
  it('goes on by the ticks of the machine, from the middle of the question', () => {
    const { clock, machine } = start();
    expect(clock.now()).toBe(50_000);
    machine.ticks += 750;
    expect(clock.now()).toBe(50_750);
  });

  it('takes the reading that took the least time, until that one is old', () => {
    const { clock, machine } = start();
    machine.ticks = 2_000;
    clock.read({ sent: 1_900, heard: 2_000, time: 90_000 });
    expect(clock.now()).toBe(51_000);
    clock.read({ sent: 1_998, heard: 2_000, time: 51_100 });
    expect(clock.now()).toBe(51_101);
    machine.ticks = 33_000;
    clock.read({ sent: 32_900, heard: 33_000, time: 99_950 });
    expect(clock.now()).toBe(100_000);
  });

  it('stands still rather than go back', () => {
    const { clock, machine } = start();
    clock.read({ sent: 999, heard: 1_000, time: 49_000 });
    expect(clock.now()).toBe(49_000);
    machine.ticks = 1_001;
    clock.read({ sent: 1_000.5, heard: 1_001, time: 48_000 });
    expect(clock.now()).toBe(49_000);
    machine.ticks = 2_500;
    expect(clock.now()).toBe(49_499);
  });

  it('rings when its own time has come', async () => {
    const began = performance.now();
    const clock = new DatabaseClock({ sent: began, heard: began, time: 5 });
    await new Promise<void>((resolve) => clock.at(25, resolve));
    expect(clock.now()).toBeGreaterThanOrEqual(24);
    expect(performance.now() - began).toBeGreaterThanOrEqual(18);
  });
});
