import { EngineError } from '@tutti/engine';

/** Why a data directory or a database could not be opened, where there is a better way out than the one in the table of codes. */
export class HomeError extends EngineError {
  readonly code: 'store_locked' | 'store_read_only' | 'store_unavailable' | 'store_failed';
  readonly #remedy: string;
  constructor(code: HomeError['code'], message: string, facts: { remedy: string; cause: unknown }) {
    super(message, { cause: facts.cause });
    this.code = code;
    this.#remedy = facts.remedy;
  }
  override get remedy(): string {
    return this.#remedy;
  }
}
