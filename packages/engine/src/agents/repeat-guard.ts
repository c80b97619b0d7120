/** Notices a model that asks for the same again and again and is told the same each time: it gets no further by itself. */
import { toCanonicalText } from '@tutti/protocol';
import { RunError } from '../errors.ts';
import type { ToolCall } from '../ports/model.ts';

/** The same call with the same result so often in a row is carried out no more. */
const MOST_ALIKE = 5;
/** Whoever does not listen after being told so often does not listen at all. */
const MOST_REFUSALS = 3;

export class RepeatGuard {
  #last = '';
  #alike = 0;
  #refusals = 0;

  /** What the model is told in the place of a result; undefined: the call is carried out. Throws where it does not listen. */
  refuse(call: ToolCall): string | undefined {
    if (this.#alike < MOST_ALIKE || !this.#last.startsWith(toWords(call))) return undefined;
    this.#refusals++;
    if (this.#refusals > MOST_REFUSALS)
      throw new RunError('turn_too_long', `it asks for ${call.name} with the same input again and again`);
    return `You have called ${call.name} with this input ${MOST_ALIKE} times in a row, and the result was the same each time. It is not carried out again: go on with what you know, and answer.`;
  }

  note(call: ToolCall, result: string): void {
    const seen = `${toWords(call)}${result}`;
    this.#alike = seen === this.#last ? this.#alike + 1 : 1;
    this.#last = seen;
  }
}

function toWords({ name, input }: ToolCall): string {
  return `${name} ${toCanonicalText(input)}\n`;
}
