/** One run that somebody follows. What is committed here is heard; what others commit is read, when they say so and now and then. */
import { type BusNews, toRunTopic } from '@tutti/adapters/bus';
import type { Clock, Engine } from '@tutti/engine';
import type { Glimpse, Principal, RunEvent, RunId, StepPath } from '@tutti/protocol';
import type { LiveHub } from '../home/live-hub.ts';
import { Batch, type Item } from './batch.ts';
import { Listeners } from './listeners.ts';
import type { LiveLimits } from './live-limits.ts';
import { Looker } from './looker.ts';
import { OthersWords } from './others-words.ts';
import { Tail } from './tail.ts';
import type { TopicSource } from './topic-source.ts';
import type { Turnstile } from './turnstile.ts';
import type { Shown } from './under-way.ts';

export interface RunSourcePorts {
  readonly engine: Engine;
  readonly hub: LiveHub;
  readonly clock: Clock;
  readonly limits: LiveLimits;
  readonly turnstile: Turnstile;
  readonly onProblem: (error: unknown) => void;
  /** Those who listen are woken soon. */
  readonly ring: (source: RunSource) => void;
}

export interface FollowedRun {
  readonly run: RunId;
  /** Who may view it, on behalf of all who follow it. */
  readonly reader: Principal;
  /** It has ended, and nobody followed it before. */
  readonly isOver: boolean;
  readonly onUnused: () => void;
}

const SMALLEST_PAGE = 8;

const LAST: ReadonlySet<string> = new Set<RunEvent['type']>(['run.completed', 'run.failed', 'run.cancelled']);

export class RunSource implements TopicSource {
  readonly topic: string;
  readonly tail: Tail;
  readonly wake: () => void;
  readonly #followed: FollowedRun;
  readonly #ports: RunSourcePorts;
  readonly #listeners: Listeners;
  readonly #looker: Looker;
  readonly #others: OthersWords;
  readonly #stopHearing: () => void;
  /** So many events of this run make about one message: more are not read to be thrown away. */
  #page: number;
  /** Nothing comes any more after what is here or in the store. */
  #isOver: boolean;

  constructor(followed: FollowedRun, ports: RunSourcePorts) {
    const { run, isOver } = followed;
    this.#isOver = isOver;
    this.topic = `run:${run}`;
    this.tail = new Tail({ topic: this.topic, kind: 'events', limits: ports.limits });
    this.#followed = followed;
    this.#page = ports.limits.batchItems;
    this.#ports = ports;
    this.#others = new OthersWords(run);
    this.#listeners = new Listeners(() => this.#close());
    this.wake = this.#listeners.wake;
    this.#looker = new Looker({
      clock: ports.clock,
      everyMs: ports.hub.isShared ? ports.limits.pollMs : undefined,
      read: () => ports.turnstile.pass(() => this.#readNew()),
      onProblem: ports.onProblem,
    });
    this.#stopHearing = ports.hub.hearOthers(toRunTopic(run), (news) => this.#hear(news));
  }

  /** Committed right now. */
  add(events: readonly RunEvent[]): void {
    for (const event of events) this.tail.append(toItem(event), event.seq - 1);
    this.#others.end(events);
    this.#isOver ||= events.some(({ type }) => LAST.has(type));
  }

  settle(cursor: number): void {
    const isFirst = this.tail.head === undefined;
    this.tail.settle(cursor);
    // Whatever others said before there was a place to go on from.
    if (isFirst && this.#ports.hub.isShared) this.#looker.look();
  }

  read(principal: Principal, after: number): Promise<Batch | undefined> {
    return this.#ports.turnstile.pass(() => this.#readPage(principal, after));
  }

  listGlimpses(shown: Map<StepPath, Shown>): readonly Glimpse[] {
    const { underWay } = this.#ports.hub;
    const { run } = this.#followed;
    return underWay.isAt(run) ? underWay.listNews(run, shown) : this.#others.listNews(shown);
  }

  listen(wake: () => void): () => void {
    return this.#listeners.add(wake);
  }

  #hear(news: BusNews): void {
    if (news.type === 'changed') return this.#looker.look();
    // What was said before them is read first: a worker that begins ends whatever was under way.
    this.#looker.whenIdle(() => {
      this.#others.hear(news.glimpse);
      this.#ports.ring(this);
    });
  }

  /** True where there is more. */
  async #readNew(): Promise<boolean> {
    const { head } = this.tail;
    if (head === undefined || this.#isOver) return false;
    const { engine, limits } = this.#ports;
    const { run, reader } = this.#followed;
    const events: RunEvent[] = [];
    for await (const event of engine.readEvents(reader, run, { after: head, page: limits.batchItems })) {
      events.push(event);
      if (events.length >= limits.batchItems) break;
    }
    if (events.length === 0) return false;
    this.add(events);
    this.wake();
    return events.length >= limits.batchItems;
  }

  async #readPage(principal: Principal, after: number): Promise<Batch | undefined> {
    const { batchItems, batchBytes } = this.#ports.limits;
    const page = this.#page;
    const items: Item[] = [];
    let bytes = 0;
    for await (const event of this.#ports.engine.readEvents(principal, this.#followed.run, { after, page })) {
      const item = toItem(event);
      items.push(item);
      bytes += item.text.length;
      if (items.length >= page || bytes >= batchBytes) break;
    }
    const [first, ...rest] = items;
    if (!first) return undefined;
    const fitting = Math.ceil((items.length * batchBytes) / bytes);
    this.#page = Math.min(batchItems, Math.max(SMALLEST_PAGE, fitting));
    return new Batch(this.topic, 'events', [first, ...rest]);
  }

  #close(): void {
    this.#looker.close();
    this.#stopHearing();
    this.#followed.onUnused();
  }
}

function toItem(event: RunEvent): Item {
  return { cursor: event.seq, text: JSON.stringify(event), isLast: LAST.has(event.type) };
}
