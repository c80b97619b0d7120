import type { SimRandom } from '../sim-random.ts';

/** What goes wrong in one simulation. */
export interface Faults {
  readonly latencyMs: number;
  readonly failRate: number;
  readonly noticeRate: number;
  /** How often the process is killed in a turn of the event loop, and at a failpoint. */
  readonly killRate: number;
  readonly failpointRate: number;
  readonly kills: number;
  /** How often a process is replaced while it lives on for a while. */
  readonly zombieRate: number;
}

export const NO_FAULTS: Faults = {
  latencyMs: 0,
  failRate: 0,
  noticeRate: 0,
  killRate: 0,
  failpointRate: 0,
  kills: 0,
  zombieRate: 0,
};

export function drawFaults(random: SimRandom): Faults {
  return {
    latencyMs: random.pick([0, 0, 3, 40]),
    failRate: random.pick([0, 0, 0.01, 0.04]),
    noticeRate: random.pick([0, 0.3]),
    killRate: random.pick([0, 0.01, 0.05]),
    failpointRate: random.pick([0, 0.02, 0.1]),
    kills: random.between(0, 8),
    zombieRate: random.pick([0, 0.3]),
  };
}
