/** The answer broke off: what came of it is not an answer. */
export class CutError extends Error {
  override get name(): string {
    return 'CutError';
  }
}
