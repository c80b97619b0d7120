/**
 * The keys that were looked up lately. Every call over the API asks for one, and the store belongs to this process alone: nothing
 * becomes of a key that does not pass here.
 */
import type { ApiKey, ApiKeyId } from '@tutti/protocol';

const MOST_KEYS = 1_000;

export class KeyShelf {
  readonly #keys = new Map<ApiKeyId, ApiKey>();
  /** What was read before this last changed may be out of date. */
  #changes = 0;

  /** A key that does not exist is looked for each time: somebody who guesses must not fill the shelf. */
  async find(id: ApiKeyId, read: () => Promise<ApiKey | undefined>): Promise<ApiKey | undefined> {
    const known = this.#keys.get(id);
    if (known) return known;
    const changes = this.#changes;
    const key = await read();
    if (!key || changes !== this.#changes) return key;
    if (this.#keys.size >= MOST_KEYS) this.#keys.clear();
    this.#keys.set(id, key);
    return key;
  }

  /** Until it is done nobody can say what a look-up finds. */
  async change<Answer>(id: ApiKeyId, change: () => Promise<Answer>): Promise<Answer> {
    this.#forget(id);
    try {
      return await change();
    } finally {
      this.#forget(id);
    }
  }

  #forget(id: ApiKeyId): void {
    this.#keys.delete(id);
    this.#changes += 1;
  }
}
