/** Why a document is not read: told to whoever added it. */
export class ReadingError extends Error {
  readonly code: 'document_unreadable' | 'document_too_large';
  constructor(code: ReadingError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
