/** Why a store cannot be opened, inside a worker thread; the caller gets it as a StoreUnusableError. */
export type StoreProblemCode =
  | 'store_locked'
  | 'store_moved'
  | 'store_corrupt'
  | 'store_too_new'
  | 'store_read_only'
  | 'store_full'
  | 'store_failed';

export class StoreProblem extends Error {
  readonly code: StoreProblemCode;
  constructor(code: StoreProblemCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
