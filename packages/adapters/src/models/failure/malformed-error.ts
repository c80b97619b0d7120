/** What came is not what the provider's protocol says. */
export class MalformedError extends Error {
  override get name(): string {
    return 'MalformedError';
  }
}
