/** For tests of crashes: ends this process as `kill -9` does, at a chosen place. */
import type { Failpoint } from '@tutti/engine';
import type { FailpointPlan } from './config.ts';

export function createFailpoint(plan: FailpointPlan, die: () => void): (point: Failpoint, path: string) => void {
  let hits = 0;
  return (point, path) => {
    if (point !== plan.point || (plan.path !== '*' && plan.path !== path)) return;
    hits += 1;
    if (hits === plan.count) die();
  };
}
