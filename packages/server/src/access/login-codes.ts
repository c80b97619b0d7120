import type { Clock, Random } from '@tutti/engine';
import type { Hash, Instant } from '@tutti/protocol';
import { sha256 } from '../sha256.ts';

const GOOD_FOR_MS = 600_000;
const MOST_OPEN = 100;

export interface Offer<Grant> {
  readonly grant: Grant;
  readonly expiresAt: Instant;
}

/** Good once, for ten minutes, in this process; what is kept cannot be shown again. */
export class LoginCodes<Grant> {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #grants = new Map<Hash, Offer<Grant>>();

  constructor({ clock, random }: { clock: Clock; random: Random }) {
    this.#clock = clock;
    this.#random = random;
  }

  make(grant: Grant): { code: string; expiresAt: Instant } {
    const code = Buffer.from(this.#random.bytes(24)).toString('base64url');
    const expiresAt = this.#clock.now() + GOOD_FOR_MS;
    const [oldest] = this.#grants.keys();
    if (oldest !== undefined && this.#grants.size >= MOST_OPEN) this.#grants.delete(oldest);
    this.#grants.set(sha256(code), { grant, expiresAt });
    return { code, expiresAt };
  }

  /** Taken even where it is too old. Found by its hash, so how long it takes tells nothing of the code. */
  take(code: string): Offer<Grant> | undefined {
    const hash = sha256(code);
    const found = this.#grants.get(hash);
    this.#grants.delete(hash);
    return found && found.expiresAt > this.#clock.now() ? found : undefined;
  }

  /** Nothing came of it, so it is good once more. */
  giveBack(code: string, offer: Offer<Grant>): void {
    this.#grants.set(sha256(code), offer);
  }
}
