import { EngineError } from '@tutti/engine';

/** The file that the stored provider keys are encrypted with is not there, not whole, or another one. */
export class KeyFileError extends EngineError {
  readonly code = 'key_file_unusable';
  override readonly nothingHappened = true;
}
