/** What becomes of the runs of one tenant. News of the process wakes it, the store tells what they are. */
import type { Clock, Engine, FeedItem } from '@tutti/engine';
import type { Principal } from '@tutti/protocol';
import { type TaskNotice, toTime } from '@tutti/protocol/api';
import { Batch, type Item } from './batch.ts';
import { Listeners } from './listeners.ts';
import type { LiveLimits } from './live-limits.ts';
import { Tail } from './tail.ts';
import type { TopicSource } from './topic-source.ts';

export interface TasksSourcePorts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly limits: LiveLimits;
  readonly onProblem: (error: unknown) => void;
}

export class TasksSource implements TopicSource {
  readonly topic = 'tasks';
  readonly tail: Tail;
  readonly #ports: TasksSourcePorts;
  /** Of all followers of the tenant, each of whom may view. */
  readonly #reader: Principal;
  readonly #listeners: Listeners;
  #reading = false;
  #again = false;
  #closed = false;
  #stopPolling: () => void = () => {};

  constructor({ tenant, user }: Principal, ports: TasksSourcePorts, onUnused: () => void) {
    this.tail = new Tail({ topic: this.topic, kind: 'tasks', limits: ports.limits });
    this.#ports = ports;
    this.#reader = { tenant, user, rights: ['view'] };
    this.#listeners = new Listeners(() => {
      this.#closed = true;
      this.#stopPolling();
      onUnused();
    });
    this.#poll();
  }

  /** Reads what is new, once for all who follow. */
  readonly look = (): void => void this.#look();

  async read(principal: Principal, after: number): Promise<Batch | undefined> {
    const items = await this.#ports.engine.readFeed(principal, { after, limit: this.#ports.limits.batchItems });
    const [first, ...rest] = items.map(toItem);
    return first && new Batch(this.topic, 'tasks', [first, ...rest]);
  }

  listGlimpses(): readonly [] {
    return [];
  }

  listen(wake: () => void): () => void {
    return this.#listeners.add(wake);
  }

  async #look(): Promise<void> {
    this.#again = true;
    if (this.#reading) return;
    this.#reading = true;
    try {
      while (this.#again && !this.#closed) {
        this.#again = false;
        await this.#readNew();
      }
    } catch (error) {
      this.#ports.onProblem(error);
    } finally {
      this.#reading = false;
    }
  }

  async #readNew(): Promise<void> {
    const { head } = this.tail;
    if (head === undefined) return;
    const limit = this.#ports.limits.batchItems;
    const items = await this.#ports.engine.readFeed(this.#reader, { after: head, limit });
    if (items.length === 0) return;
    let previous = head;
    for (const item of items) {
      this.tail.append(toItem(item), previous);
      previous = item.cursor;
    }
    if (items.length === limit) this.#again = true;
    this.#listeners.wake();
  }

  #poll(): void {
    const { clock, limits } = this.#ports;
    this.#stopPolling = clock.at(clock.now() + limits.pollMs, () => {
      this.look();
      if (!this.#closed) this.#poll();
    });
  }
}

function toItem({ cursor, run, type, at, summary }: FeedItem): Item {
  const { task, status, title, approvals } = summary;
  const notice: TaskNotice = { cursor, run, task, event: type, status, title, approvals, at: toTime(at) };
  return { cursor, text: JSON.stringify(notice), isLast: false };
}
