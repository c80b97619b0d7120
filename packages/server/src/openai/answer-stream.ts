import type { Answered } from './asked.ts';
import type { OpenAiError } from './to-open-ai-error.ts';

/** How one of OpenAI's ways of answering in pieces writes them. */
export interface AnswerStream {
  text(piece: string): void;
  /** What is said on the way; left out where the way of answering has no place for it. */
  thought?(piece: string): void;
  /** The last pieces: whatever is not text, and what was used. */
  end(answered: Answered): void;
  /** Something was sent already, and there will be no more of it. The error is as OpenAI writes one. */
  fail(error: OpenAiError): void;
}
