/** No model can answer right now: the run sleeps until one may, without using up an attempt, and whoever looks at it sees why. */
import type { NoRouteError } from '../model-errors.ts';
import { toLookAgain } from './look-again.ts';
import type { RunCore } from './run-core.ts';
import type { StepPlan } from './step-plan.ts';

/** A time that has come already would be asked about again and again. */
const SHORTEST_MS = 250;
/** Whoever waits long looks seldom: thousands may wait for the one call that finds out whether a model is back. */
const SELDOM = { share: 0.5, mostMs: 30_000 };
/** The event names so many; each stands for its reason. */
const MOST_TOLD = 20;

export async function awaitRoute(
  core: RunCore,
  { path, node, options }: StepPlan,
  { until, passedOver }: NoRouteError,
): Promise<void> {
  const { agent } = options;
  const now = core.ports.clock.now();
  const since = core.log.state.modelWaits?.[path]?.since ?? now;
  const pauseMs = Math.min(Math.ceil((now - since) * SELDOM.share), SELDOM.mostMs);
  const at = Math.max(Math.ceil(until), now + Math.max(pauseMs, SHORTEST_MS));
  const told = passedOver.slice(0, MOST_TOLD);
  core.log.enqueue({ type: 'model.awaited', path, ...(agent && { agent }), until: at, passedOver: told });
  await core.sleep({ until: toLookAgain(at, now) }, node.signal);
}
