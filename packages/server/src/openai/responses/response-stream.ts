/** A response in pieces as OpenAI writes it: every piece is a numbered event with a name. */
import type { AnswerStream } from '../answer-stream.ts';
import type { Answered } from '../asked.ts';
import type { EventStream } from '../event-stream.ts';
import type { OpenAiError } from '../to-open-ai-error.ts';
import {
  type OutputItem,
  type ResponseHead,
  toBegunResponse,
  toCallItem,
  toOutput,
  toResponse,
  toTextItem,
  toTextPart,
} from './to-response.ts';

export class ResponseStream implements AnswerStream {
  readonly #events: EventStream;
  readonly #head: ResponseHead;
  #number = 0;
  /** Held back while the client does not read. */
  #held = '';
  #hasBegun = false;
  #hasText = false;

  constructor(events: EventStream, head: ResponseHead) {
    this.#events = events;
    this.#head = head;
  }

  text(piece: string): void {
    this.#held += piece;
    if (!this.#events.isFull) this.#flush();
  }

  end(answered: Answered): void {
    this.#begin();
    this.#flush();
    toOutput(this.#head, answered).forEach((item, index) => {
      if (item.type === 'message') this.#endText(item, answered.text);
      else this.#sendCall(item, { index, answered });
    });
    const response = toResponse(this.#head, answered);
    this.#send(`response.${response.status}`, { response });
    this.#events.end();
  }

  fail(error: OpenAiError): void {
    this.#flush();
    const { message, code, param } = error;
    this.#send('error', { code, message, param, error });
    this.#events.end();
  }

  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    const response = toBegunResponse(this.#head);
    this.#send('response.created', { response });
    this.#send('response.in_progress', { response });
  }

  #beginText(): void {
    if (this.#hasText) return;
    this.#hasText = true;
    this.#begin();
    const item = toTextItem(this.#head, { text: undefined, status: 'in_progress' });
    this.#send('response.output_item.added', { output_index: 0, item });
    this.#send('response.content_part.added', { ...toPlace(item), part: toTextPart('') });
  }

  #flush(): void {
    if (this.#held === '') return;
    this.#beginText();
    const item = toTextItem(this.#head, { text: undefined, status: 'in_progress' });
    this.#send('response.output_text.delta', { ...toPlace(item), delta: this.#held, logprobs: [] });
    this.#held = '';
  }

  #endText(item: OutputItem, text: string): void {
    this.#beginText();
    this.#send('response.output_text.done', { ...toPlace(item), text, logprobs: [] });
    this.#send('response.content_part.done', { ...toPlace(item), part: toTextPart(text) });
    this.#send('response.output_item.done', { output_index: 0, item });
  }

  #sendCall(item: Extract<OutputItem, { type: 'function_call' }>, { index, answered }: CallPlace): void {
    const call = answered.toolCalls.find(({ id }) => id === item.call_id);
    const place = { output_index: index, item_id: item.id };
    const begun = call && toCallItem(this.#head, { ...call, index, status: 'in_progress' });
    this.#send('response.output_item.added', { output_index: index, item: { ...begun, id: item.id } });
    this.#send('response.function_call_arguments.delta', { ...place, delta: item.arguments });
    this.#send('response.function_call_arguments.done', { ...place, name: item.name, arguments: item.arguments });
    this.#send('response.output_item.done', { output_index: index, item });
  }

  #send(type: string, rest: object): void {
    this.#events.send({ type, sequence_number: this.#number, ...rest }, type);
    this.#number += 1;
  }
}

interface CallPlace {
  readonly index: number;
  readonly answered: Answered;
}

function toPlace({ id }: OutputItem) {
  return { item_id: id, output_index: 0, content_index: 0 };
}
