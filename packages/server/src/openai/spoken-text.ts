/**
 * What a run says, told piece by piece. An attempt that takes the place of another says it again: what was told already is passed over
 * as long as it is the same. What was told and then taken back cannot be unsaid: then the stream ends with an error.
 */
import { RunError } from '@tutti/engine';
import type { Delta } from '@tutti/protocol';

const BETWEEN = '\n\n';

export class SpokenText {
  /** Everything that was told. */
  text = '';
  readonly #tell: (text: string) => void;
  #path: string | undefined;
  #attempt = 0;
  /** Of this answer of the model: what came of this attempt, and how much of it was told. */
  #came = '';
  #told = '';

  constructor(tell: (text: string) => void) {
    this.#tell = tell;
  }

  hear({ path, attempt, offset, text }: Pick<Delta, 'path' | 'attempt' | 'offset' | 'text'>): void {
    if (path !== this.#path) this.#begin(path);
    if (attempt > this.#attempt) {
      this.#attempt = attempt;
      this.#came = '';
    }
    // One that was missed, or belongs to an attempt that is over: the end brings the rest.
    if (attempt < this.#attempt || offset !== this.#came.length) return;
    this.#came += text;
    this.#goOn(this.#came);
  }

  /** The answer as it is in the journal. */
  end(answer: string): void {
    if (answer.startsWith(this.#told)) this.#goOn(answer);
    else if (this.#told.trim() !== answer.trim()) throw takenBack();
  }

  #begin(path: string): void {
    this.#path = path;
    this.#attempt = 0;
    this.#came = '';
    this.#told = '';
  }

  #goOn(came: string): void {
    if (!came.startsWith(this.#told) || came === this.#told) return;
    const more = came.slice(this.#told.length);
    const piece = this.#told === '' && this.text !== '' ? BETWEEN + more : more;
    this.#told = came;
    this.text += piece;
    this.#tell(piece);
  }
}

function takenBack(): RunError {
  return new RunError(
    'model_output_invalid',
    'a model was cut off in the middle of its answer and another has answered otherwise: ask again, or read the answer in the run',
  );
}
