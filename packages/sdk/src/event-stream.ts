/** Reads `text/event-stream` piece by piece, as the HTML standard describes it. */
export interface StreamMessage {
  readonly event: string;
  readonly data: string;
  /** Of this message or the last one before that had one. */
  readonly id: string;
}

export class EventStreamParser {
  /** What the server asks to wait before coming back. */
  retryMs: number | undefined;
  #id = '';
  #event = '';
  #data: string[] = [];
  #rest = '';
  #begun = false;
  #afterReturn = false;

  /** The messages that are complete with this piece. */
  push(piece: string): readonly StreamMessage[] {
    const messages: StreamMessage[] = [];
    let text = this.#begun ? piece : piece.replace(/^\uFEFF/, '');
    if (piece !== '') this.#begun = true;
    // The second half of a line end that was torn apart.
    if (this.#afterReturn && text.startsWith('\n')) text = text.slice(1);
    if (piece !== '') this.#afterReturn = text.endsWith('\r');
    const lines = `${this.#rest}${text}`.split(/\r\n|\n|\r/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const message = this.#takeLine(line);
      if (message) messages.push(message);
    }
    return messages;
  }

  #takeLine(line: string): StreamMessage | undefined {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return undefined;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#event = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value);
    return undefined;
  }

  #dispatch(): StreamMessage | undefined {
    const { length } = this.#data;
    const message = { event: this.#event || 'message', data: this.#data.join('\n'), id: this.#id };
    this.#event = '';
    this.#data = [];
    return length === 0 ? undefined : message;
  }
}
