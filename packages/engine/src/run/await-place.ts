/** The files of the run lie on another machine: the run sleeps, says so, and is left to whichever worker takes it next, until one has them. */
import { RunError, toFailure } from '../errors.ts';
import type { RunCore } from './run-core.ts';
import type { StepPlan } from './step-plan.ts';

const FIRST_MS = 5_000;
const LONGEST_MS = 300_000;

export function isElsewhere(error: unknown): boolean {
  return error instanceof RunError && error.code === 'workspace_elsewhere';
}

/** No attempt is used up: nothing was tried. Whoever waits long is claimed seldom. */
export async function awaitPlace(
  core: RunCore,
  { path, node }: StepPlan,
  { error, attempt }: { readonly error: unknown; readonly attempt: number },
): Promise<void> {
  const { clock } = core.ports;
  const delayMs = Math.min(FIRST_MS * 2 ** core.history.at(path).displaced, LONGEST_MS);
  const resumeAt = clock.now() + delayMs;
  core.log.enqueue({ type: 'step.retried', path, attempt, error: toFailure(error), resumeAt });
  await core.sleep({ until: resumeAt }, node.signal);
}
