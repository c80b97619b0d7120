/** No model can answer right now: the run sleeps until one may, without using up an attempt, and whoever looks at it sees why. */
import type { NoRouteError } from '../errors.ts';
import { toLookAgain } from './look-again.ts';
import type { RunCore } from './run-core.ts';
import type { StepPlan } from './step-plan.ts';

/** A time that has come already would be asked about again and again. */
const SHORTEST_MS = 250;
/** The event names so many; each stands for its reason. */
const MOST_TOLD = 20;

export async function awaitRoute(
  core: RunCore,
  { path, node, options }: StepPlan,
  { until, passedOver }: NoRouteError,
): Promise<void> {
  const { agent } = options;
  const at = Math.max(Math.ceil(until), core.ports.clock.now() + SHORTEST_MS);
  const told = passedOver.slice(0, MOST_TOLD);
  core.log.enqueue({ type: 'model.awaited', path, ...(agent && { agent }), until: at, passedOver: told });
  await core.sleep({ until: toLookAgain(at, core.ports.clock.now()) }, node.signal);
}
