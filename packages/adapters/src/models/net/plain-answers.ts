import type { Listener } from './plain-answer.ts';
import { PlainAnswer } from './plain-answer.ts';

/** Says to the `fetch` which answer it brings. The libraries hand headers through; this one goes no further. */
export const ANSWER_HEADER = 'x-tutti-answer';

/** The answers that are waited for, by name. */
export class PlainAnswers {
  readonly #waited = new Map<string, PlainAnswer>();
  #count = 0;

  expect(listener: Listener): { readonly name: string; readonly answer: PlainAnswer } & Disposable {
    this.#count += 1;
    const name = `${this.#count}`;
    const answer = new PlainAnswer(listener);
    this.#waited.set(name, answer);
    return { name, answer, [Symbol.dispose]: () => void this.#waited.delete(name) };
  }

  /** Only once: whoever asks again is no part of the same call. */
  take(name: string | undefined): PlainAnswer | undefined {
    if (name === undefined) return undefined;
    const answer = this.#waited.get(name);
    this.#waited.delete(name);
    return answer;
  }
}
