/** What is to be told to one process next. Words of one step that follow each other become one piece. */
import type { Delta, Glimpse } from '@tutti/protocol';
import type { BusTopic } from '../live-bus.ts';
import type { News } from './bus-message.ts';

/** A payload of NOTIFY has room for 8,000 bytes. */
const PAYLOAD_BYTES = 7_800;
/** However it is written, a piece of this length finds room. */
const PIECE_CHARACTERS = 1_000;
/** Whoever cannot be told in time is shown no more words; they come with the end of the step. */
const MOST_CHARACTERS = 65_536;

export class Outbox {
  #glimpses: Glimpse[] = [];
  #characters = 0;
  /** Where in `glimpses` the last words of a step stand. */
  readonly #spoken = new Map<string, number>();
  readonly #changed = new Map<BusTopic, boolean>();

  get isEmpty(): boolean {
    return this.#glimpses.length === 0 && this.#changed.size === 0;
  }

  addChanged(topic: BusTopic, rests: boolean): void {
    this.#changed.set(topic, rests || this.#changed.get(topic) === true);
  }

  addGlimpse(glimpse: Glimpse): void {
    const step = `${glimpse.run}/${glimpse.path}`;
    const size = glimpse.type === 'delta' ? glimpse.text.length : 0;
    if (this.#characters + size > MOST_CHARACTERS) this.#forgetWords();
    this.#characters += size;
    const place = this.#spoken.get(step);
    const last = place === undefined ? undefined : this.#glimpses[place];
    if (place !== undefined && glimpse.type === 'delta' && last?.type === 'delta' && follows(glimpse, last)) {
      this.#glimpses[place] = { ...last, text: last.text + glimpse.text };
      return;
    }
    this.#spoken.set(step, this.#glimpses.push(glimpse) - 1);
  }

  /** Each fits into one notice. */
  take(): readonly string[] {
    const glimpses = this.#glimpses.flatMap(toPieces).map((glimpse) => JSON.stringify(glimpse));
    const changed = [...this.#changed].map(([topic, rests]) => JSON.stringify({ topic, rests }));
    this.#forgetWords();
    this.#changed.clear();
    return [...toPayloads('glimpses', glimpses), ...toPayloads('changed', changed)];
  }

  #forgetWords(): void {
    this.#glimpses = [];
    this.#characters = 0;
    this.#spoken.clear();
  }
}

function follows(next: Delta, last: Delta): boolean {
  return next.attempt === last.attempt && next.offset === last.offset + last.text.length;
}

function toPieces(glimpse: Glimpse): readonly Glimpse[] {
  if (glimpse.type !== 'delta' || glimpse.text.length <= PIECE_CHARACTERS) return [glimpse];
  const count = Math.ceil(glimpse.text.length / PIECE_CHARACTERS);
  return Array.from({ length: count }, (_, index) => {
    const from = index * PIECE_CHARACTERS;
    return { ...glimpse, offset: glimpse.offset + from, text: glimpse.text.slice(from, from + PIECE_CHARACTERS) };
  });
}

/** What is too long even alone is left out. */
function toPayloads(field: keyof News, items: readonly string[]): readonly string[] {
  const payloads: string[] = [];
  let gathered: string[] = [];
  let bytes = 0;
  const end = () => {
    if (gathered.length > 0) payloads.push(toPayload(field, gathered));
    gathered = [];
    bytes = 0;
  };
  for (const item of items) {
    const size = Buffer.byteLength(item) + 1;
    if (size > PAYLOAD_BYTES) continue;
    if (bytes + size > PAYLOAD_BYTES) end();
    gathered.push(item);
    bytes += size;
  }
  end();
  return payloads;
}

function toPayload(field: keyof News, items: readonly string[]): string {
  const list = items.join(',');
  return field === 'glimpses' ? `{"glimpses":[${list}],"changed":[]}` : `{"glimpses":[],"changed":[${list}]}`;
}
