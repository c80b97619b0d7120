import { createRedact, type Redact } from '@tutti/engine';

/** The secrets that this process knows, so that none is ever written down, whatever it looks like. */
export class SecretBook {
  readonly #known = new Set<string>();
  #redact = createRedact();

  /** A key that is used no more is still somebody's secret: nothing is ever taken out. */
  add(secrets: Iterable<string>): void {
    const before = this.#known.size;
    for (const secret of secrets) this.#known.add(secret);
    // The longest first: one may be the beginning of another.
    const known = [...this.#known].toSorted((one, other) => other.length - one.length);
    if (known.length > before) this.#redact = createRedact(known);
  }

  readonly redact: Redact = (text) => this.#redact(text);
}
