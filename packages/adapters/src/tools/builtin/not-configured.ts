import { RunError } from '@tutti/engine';

/** `message` names the setting that is missing. */
export function notConfigured(message: string): RunError {
  return new RunError('tool_not_configured', message, { nothingHappened: true });
}
