/**
 * Most answers are text and nothing else, in the words of OpenAI's chat protocol. Those are read here, on their way from the socket: a
 * library takes each piece through five streams, which costs more than all the rest of a call. Whatever is not known to be plain is
 * the library's to read, from its first byte on.
 */
import type { FinishPart } from '../families/family.ts';
import { ChatChunk } from './chat-chunk.ts';

export interface Listener {
  readonly onDelta: (text: string) => void;
  readonly onSign: () => void;
}

/** What is longer is not kept for the library: it reads it itself, from where it is. */
const MOST_BYTES = 1_048_576;

export class PlainAnswer {
  text = '';
  readonly #listener: Listener;
  readonly #decoder = new TextDecoder();
  #line = '';
  #bytes = 0;
  /** Of the text, so much was told before a library took over and tells it again. */
  #toldBefore = 0;
  #isPlain = true;
  #reason: 'stop' | 'length' | undefined;
  #usage: ChatChunk['usage'];

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  /** False as soon as there is something that is not plain. */
  take(bytes: Uint8Array): boolean {
    this.#bytes += bytes.length;
    const lines = (this.#line + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#line = lines.pop() ?? '';
    this.#isPlain &&= this.#bytes <= MOST_BYTES && lines.every((line) => this.#takeLine(line.trimEnd()));
    if (!this.#isPlain) this.#toldBefore = this.text.length;
    return this.#isPlain;
  }

  /** To be asked when nothing more comes. */
  get isWhole(): boolean {
    return this.#isPlain && this.#line.trim() === '' && this.#reason !== undefined && this.text !== '';
  }

  /** As the libraries say it. */
  toFinish(): FinishPart {
    const { prompt_tokens: input, completion_tokens: output } = this.#usage ?? {};
    return {
      type: 'finish',
      finishReason: { unified: this.#reason ?? 'other', raw: this.#reason },
      usage: {
        inputTokens: { total: input ?? undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
        outputTokens: { total: output ?? undefined, text: undefined, reasoning: undefined },
      },
    };
  }

  /** For the library: of what it says, only what nobody has heard yet is told. */
  get rest(): Listener {
    const { onSign } = this.#listener;
    return { onSign: () => this.#toldBefore <= 0 && onSign(), onDelta: (text) => this.#tellRest(text) };
  }

  #tellRest(text: string): void {
    const known = Math.min(this.#toldBefore, text.length);
    this.#toldBefore -= known;
    if (known < text.length) this.#listener.onDelta(text.slice(known));
  }

  #takeLine(line: string): boolean {
    // Nothing but the text of an event: a comment keeps the connection open.
    if (line === '' || line.startsWith(':') || line === 'data: [DONE]') return true;
    const chunk = line.startsWith('data:') ? parse(line.slice('data:'.length)) : undefined;
    if (!chunk) return false;
    this.#usage = chunk.x_groq?.usage ?? chunk.usage ?? this.#usage;
    const [choice] = chunk.choices;
    this.#reason = choice?.finish_reason ?? this.#reason;
    const delta = choice?.delta?.content ?? '';
    if (delta === '') return true;
    this.text += delta;
    this.#listener.onSign();
    this.#listener.onDelta(delta);
    return true;
  }
}

function parse(text: string): ChatChunk | undefined {
  try {
    return ChatChunk.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
