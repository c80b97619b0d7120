/** How a run may end, or rest, without having done what was asked. */
import { EngineError, RunError } from '@tutti/engine';
import type { ErrorCode, OpenApproval, RunId, RunState } from '@tutti/protocol';

/** It failed or was cancelled; `retry` begins again where it stopped. */
export class RunFailedError extends EngineError {
  readonly code: ErrorCode;
  readonly run: RunId;
  readonly state: RunState;
  constructor(state: RunState) {
    const { run, error, cancel } = state;
    super(`${run}: ${error?.message ?? cancel?.reason ?? 'it was cancelled'}`);
    this.code = error?.code ?? 'run_cancelled';
    this.run = run;
    this.state = state;
  }
}

/** It waits for a person, and the program has nobody who decides. It goes on waiting, also in the next process. */
export class DecisionNeededError extends EngineError {
  readonly code = 'decision_needed';
  readonly run: RunId;
  readonly approval: OpenApproval;
  constructor(approval: OpenApproval) {
    super(`${approval.run} waits for a decision, and this program has no \`approve\`: ${approval.title}`);
    this.run = approval.run;
    this.approval = approval;
  }
}

/** Each time that it went on the process came to its end, so it is not begun again by itself. */
export function toKeptAside(run: RunId): RunError {
  return new RunError('run_not_finished', `${run} was kept aside, as processes ended with it: \`resume\` tries again`);
}
