import { RunError } from '@tutti/engine';

/**
 * To be thrown by a tool or an agent of the program that has changed nothing in the world: then the model is told what was
 * wrong, and nobody has to find out whether something happened. `throw nothingHappened('there is no such dish')`
 */
export function nothingHappened(message: string, cause?: unknown): RunError {
  return new RunError('tool_failed', message, { nothingHappened: true, cause });
}
