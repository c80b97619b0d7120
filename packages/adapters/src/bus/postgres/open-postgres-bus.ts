/**
 * The bus over LISTEN and NOTIFY. Everybody hears who follows what; what happens is said only to those who follow it, each on
 * a channel of its own. It has its own connection and its own transactions: one that notifies holds a lock of the whole
 * server while it commits.
 */
import { randomBytes } from 'node:crypto';
import { FEED_TYPES, type Glimpse, type LiveNotice, type RunId } from '@tutti/protocol';
import { type BusNews, type BusTopic, findRunOf, type LiveBus, toRunTopic, toTasksTopic } from '../live-bus.ts';
import { Interest, News, parseMessage } from './bus-message.ts';
import { Interests } from './interests.ts';
import { Outbox } from './outbox.ts';
import { type Note, Wire } from './wire.ts';

export interface PostgresBusOptions {
  readonly connectionString: string;
  readonly schema?: string;
  /** What runs are at in this process, for whoever begins to follow one elsewhere. */
  readonly listUnderWay?: (run: RunId) => readonly Glimpse[];
  /** How often it is repeated who follows what. */
  readonly repeatMs?: number;
}

/** What was committed within this time is told together; words have more time. */
const GATHER_MS = 2;
const GATHER_WORDS_MS = 20;
const REPEAT_MS = 3_000;
/** After so many repetitions that did not come nobody is there any more. */
const MISSED = 3;
const TOPICS_AT_ONCE = 120;
const NAME_BYTES = 5;

const TOLD: ReadonlySet<string> = new Set(FEED_TYPES);
const RESTS: ReadonlySet<string> = new Set([
  'run.parked',
  'run.paused',
  'run.quarantined',
  'run.completed',
  'run.failed',
  'run.cancelled',
]);

/** Connects by itself, now or when that becomes possible. */
export function openPostgresBus(options: PostgresBusOptions): LiveBus {
  return new PostgresBus(options);
}

class PostgresBus implements LiveBus {
  readonly #name = randomBytes(NAME_BYTES).toString('hex');
  readonly #options: PostgresBusOptions;
  readonly #interests: Interests;
  readonly #wire: Wire;
  readonly #commonChannel: string;
  readonly #listeners = new Set<(news: BusNews) => void>();
  readonly #outboxes = new Map<string, Outbox>();
  /** Followed since the last time that it was said. */
  readonly #fresh = new Set<BusTopic>();
  readonly #repeating: NodeJS.Timeout;
  #timer: NodeJS.Timeout | undefined;
  #timerEndsAt = Number.POSITIVE_INFINITY;
  #sending: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: PostgresBusOptions) {
    const { connectionString, schema = 'tutti', repeatMs = REPEAT_MS } = options;
    this.#options = options;
    this.#interests = new Interests(MISSED * repeatMs);
    this.#commonChannel = `tutti_live_${schema}`;
    this.#wire = new Wire({
      connectionString,
      schema,
      channels: [this.#commonChannel, this.#toChannel(this.#name)],
      onConnected: () => this.#onConnected(),
      onNote: (note) => this.#hear(note),
    });
    this.#wire.open();
    this.#repeating = setInterval(() => this.#repeat(), repeatMs);
  }

  publish(notice: LiveNotice): void {
    if (this.#interests.isNobodyThere) return;
    if (notice.type !== 'events') {
      for (const name of this.#interests.find(toRunTopic(notice.run))) this.#toOutbox(name).addGlimpse(notice);
      return this.#sendIn(GATHER_WORDS_MS);
    }
    const [first] = notice.events;
    if (!first) return;
    const rests = notice.events.some(({ type }) => RESTS.has(type));
    this.#change(toRunTopic(notice.run), rests);
    if (notice.events.some(({ type }) => TOLD.has(type))) this.#change(toTasksTopic(first.tenant), rests);
    this.#sendIn(GATHER_MS);
  }

  follow(topic: BusTopic): () => void {
    if (this.#interests.add(topic)) {
      this.#fresh.add(topic);
      this.#sendIn(GATHER_MS);
    }
    let isOver = false;
    return () => {
      if (!isOver) this.#interests.remove(topic);
      isOver = true;
    };
  }

  listen(listener: (news: BusNews) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#repeating);
    clearTimeout(this.#timer);
    await this.#sending;
    // Others may wait for the last of what happened here.
    await this.#send();
    await this.#wire.close();
  }

  #toChannel(name: string): string {
    return `${this.#commonChannel}_${name}`;
  }

  #toOutbox(name: string): Outbox {
    const outbox = this.#outboxes.get(name) ?? new Outbox();
    this.#outboxes.set(name, outbox);
    return outbox;
  }

  #change(topic: BusTopic, rests: boolean): void {
    for (const name of this.#interests.find(topic)) this.#toOutbox(name).addChanged(topic, rests);
  }

  #sendIn(delayMs: number): void {
    const endsAt = performance.now() + delayMs;
    if (this.#isClosed || this.#timerEndsAt <= endsAt) return;
    clearTimeout(this.#timer);
    this.#timerEndsAt = endsAt;
    this.#timer = setTimeout(() => {
      this.#timerEndsAt = Number.POSITIVE_INFINITY;
      this.#sending = this.#sending.then(() => this.#send());
    }, delayMs);
  }

  /** What comes while something is on its way goes out together with the next. */
  async #send(): Promise<void> {
    const notes: Note[] = [...this.#toInterestNotes([...this.#fresh], { isNew: true })];
    this.#fresh.clear();
    for (const [name, outbox] of this.#outboxes)
      for (const payload of outbox.take()) notes.push({ channel: this.#toChannel(name), payload });
    this.#outboxes.clear();
    if (notes.length > 0) await this.#wire.send(notes);
  }

  #toInterestNotes(topics: readonly BusTopic[], { isNew = false, asks = false }): readonly Note[] {
    const count = asks
      ? Math.max(1, Math.ceil(topics.length / TOPICS_AT_ONCE))
      : Math.ceil(topics.length / TOPICS_AT_ONCE);
    return Array.from({ length: count }, (_, index) => {
      const follows = topics.slice(index * TOPICS_AT_ONCE, (index + 1) * TOPICS_AT_ONCE);
      const interest: Interest = { from: this.#name, follows: [...follows], isNew, asks: asks && index === 0 };
      return { channel: this.#commonChannel, payload: JSON.stringify(interest) };
    });
  }

  #onConnected(): void {
    const { own } = this.#interests;
    this.#say(own, { isNew: true, asks: true });
    // Whatever was said meanwhile was not heard.
    for (const topic of own) this.#tell({ type: 'changed', topic, rests: true });
  }

  /** Where nobody follows anything it still shows whether the connection stands. */
  #repeat(): void {
    this.#interests.forgetEnded();
    this.#say(this.#interests.own, {});
  }

  #say(topics: readonly BusTopic[], how: { isNew?: boolean; asks?: boolean }): void {
    const notes = this.#toInterestNotes(topics, how);
    this.#sending = this.#sending.then(() => this.#wire.send(notes));
  }

  #hear({ channel, payload }: Note): void {
    if (channel === this.#commonChannel) this.#hearInterest(parseMessage(Interest, payload));
    else this.#hearNews(parseMessage(News, payload));
  }

  #hearInterest(interest: Interest | undefined): void {
    if (!interest || interest.from === this.#name) return;
    const { from, follows, isNew, asks } = interest;
    this.#interests.hear(from, follows);
    // Whoever asks has shown nothing here yet, or nobody heard it.
    if (asks && this.#interests.own.length > 0) this.#say(this.#interests.own, { isNew: true });
    if (isNew) for (const topic of follows) this.#show(from, topic);
  }

  #show(from: string, topic: BusTopic): void {
    const run = findRunOf(topic);
    const glimpses = (run && this.#options.listUnderWay?.(run)) ?? [];
    for (const glimpse of glimpses) this.#toOutbox(from).addGlimpse(glimpse);
    if (glimpses.length > 0) this.#sendIn(GATHER_MS);
  }

  #hearNews(news: News | undefined): void {
    if (!news) return;
    for (const glimpse of news.glimpses) {
      if (this.#interests.isOwn(toRunTopic(glimpse.run))) this.#tell({ type: 'glimpse', glimpse });
    }
    for (const { topic, rests } of news.changed) this.#tell({ type: 'changed', topic, rests });
  }

  #tell(news: BusNews): void {
    for (const listener of this.#listeners) listener(news);
  }
}
