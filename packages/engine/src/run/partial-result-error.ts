import type { Json } from '@tutti/protocol';
import { RunError } from '../errors.ts';

/** The program cannot go on, and this is what there is so far: it is kept with the failure. */
export class PartialResultError extends RunError {
  readonly partial: Json;
  constructor(cause: RunError, partial: Json) {
    super(cause.code, cause.message, { cause, ...(cause.path !== undefined && { path: cause.path }) });
    this.partial = partial;
  }
}
