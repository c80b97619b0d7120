/** An answer in pieces as OpenAI writes it, with what Tutti adds in the last of them. */
import type { Answered } from '../asked.ts';
import type { AnswerStream } from '../answer-stream.ts';
import type { EventStream } from '../event-stream.ts';
import type { OpenAiError } from '../to-open-ai-error.ts';
import { toTuttiFacts } from '../to-tutti.ts';
import { type CompletionHead, toCall, toChatUsage, toFinishReason } from './to-completion.ts';

export interface ChatStreamOptions extends CompletionHead {
  readonly model: string;
  readonly includeUsage: boolean;
}

export class ChatStream implements AnswerStream {
  readonly #events: EventStream;
  readonly #options: ChatStreamOptions;
  /** Held back while the client does not read. */
  #held = '';
  #hasBegun = false;

  constructor(events: EventStream, options: ChatStreamOptions) {
    this.#events = events;
    this.#options = options;
  }

  text(piece: string): void {
    this.#begin();
    this.#held += piece;
    if (!this.#events.isFull) this.#flush();
  }

  /** As models that think aloud are told by many servers; clients that do not know the field pass it over. */
  thought(piece: string): void {
    this.#begin();
    this.#send({ delta: { reasoning_content: piece } });
  }

  end(answered: Answered): void {
    this.#begin();
    this.#flush();
    const { model } = answered;
    answered.toolCalls.forEach((call, index) => {
      this.#send({ model, delta: { tool_calls: [{ index, ...toCall(call) }] } });
    });
    const { includeUsage } = this.#options;
    const tutti = toTuttiFacts(answered);
    const finish = { model, delta: {}, finishReason: toFinishReason(answered) };
    this.#send({ ...finish, ...(!includeUsage && { more: { tutti } }) });
    if (includeUsage) this.#sendChunk(model, { choices: [], usage: toChatUsage(answered.usage), tutti });
    this.#events.sendText('[DONE]');
    this.#events.end();
  }

  fail(error: OpenAiError): void {
    this.#flush();
    this.#events.send({ error });
    this.#events.end();
  }

  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#send({ delta: { role: 'assistant', content: '', refusal: null } });
  }

  #flush(): void {
    if (this.#held === '') return;
    this.#send({ delta: { content: this.#held } });
    this.#held = '';
  }

  #send({ model, delta, finishReason = null, more = {} }: Piece): void {
    const choices = [{ index: 0, delta, logprobs: null, finish_reason: finishReason }];
    this.#sendChunk(model, { choices, ...(this.#options.includeUsage && { usage: null }), ...more });
  }

  #sendChunk(model: string | undefined, rest: object): void {
    const { id, created, model: asked } = this.#options;
    this.#events.send({ id, object: 'chat.completion.chunk', created, model: model ?? asked, ...rest });
  }
}

interface Piece {
  readonly model?: string;
  readonly delta: object;
  readonly finishReason?: string | null;
  readonly more?: object;
}
