/** For tests of crashes: ends this process as `kill -9` does, at a chosen place. */
import type { Failpoint } from '@tutti/engine';
import * as z from 'zod';

/** Where a test ends the process: `after-act:*:3` is the third time that an act has ended and is not yet journalled. */
export const FailpointPlan = z
  .string()
  .regex(/^(before-append|after-append|before-act|after-act|before-park):[^:]+:[1-9]\d*$/, {
    error: 'write point:path-or-*:count',
  })
  .transform((text) => {
    const [point = '', path = '', count = ''] = text.split(':');
    return { point, path, count: Number(count) };
  });
export type FailpointPlan = z.infer<typeof FailpointPlan>;

export function createFailpoint(plan: FailpointPlan, die: () => void): (point: Failpoint, path: string) => void {
  let hits = 0;
  return (point, path) => {
    if (point !== plan.point || (plan.path !== '*' && plan.path !== path)) return;
    hits += 1;
    if (hits === plan.count) die();
  };
}
