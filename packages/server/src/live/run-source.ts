/** One run that somebody follows. */
import type { Engine } from '@tutti/engine';
import type { Glimpse, Principal, RunEvent, RunId, StepPath } from '@tutti/protocol';
import { Batch, type Item } from './batch.ts';
import { Listeners } from './listeners.ts';
import type { LiveLimits } from './live-limits.ts';
import { Tail } from './tail.ts';
import type { TopicSource } from './topic-source.ts';
import type { Turnstile } from './turnstile.ts';
import type { Shown, UnderWay } from './under-way.ts';

export interface RunSourcePorts {
  readonly engine: Engine;
  readonly limits: LiveLimits;
  readonly underWay: UnderWay;
  readonly turnstile: Turnstile;
}

const SMALLEST_PAGE = 8;

const LAST: ReadonlySet<string> = new Set<RunEvent['type']>(['run.completed', 'run.failed', 'run.cancelled']);

export class RunSource implements TopicSource {
  readonly topic: string;
  readonly tail: Tail;
  readonly wake: () => void;
  readonly #run: RunId;
  readonly #ports: RunSourcePorts;
  readonly #listeners: Listeners;
  /** So many events of this run make about one message: more are not read to be thrown away. */
  #page: number;

  constructor(run: RunId, ports: RunSourcePorts, onUnused: () => void) {
    this.topic = `run:${run}`;
    this.tail = new Tail({ topic: this.topic, kind: 'events', limits: ports.limits });
    this.#run = run;
    this.#page = ports.limits.batchItems;
    this.#ports = ports;
    this.#listeners = new Listeners(onUnused);
    this.wake = this.#listeners.wake;
  }

  /** Committed right now. */
  add(events: readonly RunEvent[]): void {
    for (const event of events) this.tail.append(toItem(event), event.seq - 1);
  }

  read(principal: Principal, after: number): Promise<Batch | undefined> {
    return this.#ports.turnstile.pass(() => this.#readPage(principal, after));
  }

  listGlimpses(shown: Map<StepPath, Shown>): readonly Glimpse[] {
    return this.#ports.underWay.listNews(this.#run, shown);
  }

  listen(wake: () => void): () => void {
    return this.#listeners.add(wake);
  }

  async #readPage(principal: Principal, after: number): Promise<Batch | undefined> {
    const { batchItems, batchBytes } = this.#ports.limits;
    const page = this.#page;
    const items: Item[] = [];
    let bytes = 0;
    for await (const event of this.#ports.engine.readEvents(principal, this.#run, { after, page })) {
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
}

function toItem(event: RunEvent): Item {
  return { cursor: event.seq, text: JSON.stringify(event), isLast: LAST.has(event.type) };
}
