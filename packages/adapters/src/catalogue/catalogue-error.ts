import { EngineError } from '@tutti/engine';
import type { ErrorCode } from '@tutti/protocol';

/** `catalogue_unavailable`: what was fetched cannot be used, or nothing came. `config_invalid`: a file of this installation cannot. */
export class CatalogueError extends EngineError {
  readonly code: Extract<ErrorCode, 'catalogue_unavailable' | 'config_invalid'>;
  /** What was named is no catalogue, or is not there: to try again changes nothing. */
  readonly isSourceWrong: boolean;
  readonly #remedy: string | undefined;
  constructor(
    code: 'catalogue_unavailable' | 'config_invalid',
    message: string,
    facts: { readonly remedy?: string; readonly isSourceWrong?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: facts.cause });
    this.code = code;
    this.isSourceWrong = facts.isSourceWrong ?? false;
    this.#remedy = facts.remedy;
  }
  override get remedy(): string {
    return this.#remedy ?? super.remedy;
  }
}
