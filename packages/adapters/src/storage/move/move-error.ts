import { EngineError } from '@tutti/engine';
import { ERRORS } from '@tutti/protocol';

/** Nothing was moved, and both sides are as they were. */
export class MoveRefusedError extends EngineError {
  readonly code = 'move_refused';
  readonly #remedy: string;
  constructor(message: string, facts: { remedy?: string; cause?: unknown } = {}) {
    super(message, { cause: facts.cause });
    this.#remedy = facts.remedy ?? ERRORS.move_refused[1];
  }
  override get remedy(): string {
    return this.#remedy;
  }
}
