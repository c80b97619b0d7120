import type { BudgetRefusal, Failure, FailureClass, StepPath } from '@tutti/protocol';
import { RunError } from '../errors.ts';

/** What the journal tells of a step that failed, for a program that can do something about it. */
export class StepFailedError extends RunError {
  readonly attempts: number;
  readonly class: FailureClass | undefined;
  readonly refusal: BudgetRefusal | undefined;
  constructor(
    { code, message }: Failure,
    facts: {
      path: StepPath;
      attempts: number;
      class?: FailureClass | undefined;
      refusal?: BudgetRefusal | undefined;
    },
  ) {
    super(code, message, { path: facts.path });
    this.attempts = facts.attempts;
    this.class = facts.class;
    this.refusal = facts.refusal;
  }
}
