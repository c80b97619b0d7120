import type { Json } from '@tutti/protocol';

/** Remembers what every part of every program was told, over all the lives of its process: it must be told the same again. */
export class Witness {
  readonly contradictions: string[] = [];
  readonly #heard = new Map<string, string>();

  hear({ run, id }: { run: string; id: string }, end: Json): void {
    const place = `${id} of ${run}`;
    const text = JSON.stringify(end);
    const before = this.#heard.get(place);
    this.#heard.set(place, before ?? text);
    if (before === undefined || before === text) return;
    this.contradictions.push(`road: ${place} ended with ${text}, but with ${before} before`);
  }
}
