/** What becomes of the runs of one tenant. News of the process wakes it, the store tells what they are. */
import { toTasksTopic } from '@tutti/adapters/bus';
import type { Clock, Engine, FeedItem } from '@tutti/engine';
import type { Principal } from '@tutti/protocol';
import { type TaskNotice, toTime } from '@tutti/protocol/api';
import type { LiveHub } from '../home/live-hub.ts';
import { Batch, type Item } from './batch.ts';
import { Listeners } from './listeners.ts';
import type { LiveLimits } from './live-limits.ts';
import { Looker } from './looker.ts';
import { Tail } from './tail.ts';
import type { TopicSource } from './topic-source.ts';

export interface TasksSourcePorts {
  readonly engine: Engine;
  readonly hub: LiveHub;
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
  readonly #looker: Looker;

  constructor({ tenant, user }: Principal, ports: TasksSourcePorts, onUnused: () => void) {
    this.tail = new Tail({ topic: this.topic, kind: 'tasks', limits: ports.limits });
    this.#ports = ports;
    this.#reader = { tenant, user, rights: ['view'] };
    const { clock, limits, hub, onProblem } = ports;
    const looker = new Looker({ clock, everyMs: limits.pollMs, read: () => this.#readNew(), onProblem });
    const stopHearing = hub.hearOthers(toTasksTopic(tenant), looker.look);
    this.#looker = looker;
    this.#listeners = new Listeners(() => {
      looker.close();
      stopHearing();
      onUnused();
    });
  }

  /** Reads what is new, once for all who follow. */
  get look(): () => void {
    return this.#looker.look;
  }

  settle(cursor: number): void {
    this.tail.settle(cursor);
  }

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

  /** True where there is more. */
  async #readNew(): Promise<boolean> {
    const { head } = this.tail;
    if (head === undefined) return false;
    const limit = this.#ports.limits.batchItems;
    const items = await this.#ports.engine.readFeed(this.#reader, { after: head, limit });
    if (items.length === 0) return false;
    let previous = head;
    for (const item of items) {
      this.tail.append(toItem(item), previous);
      previous = item.cursor;
    }
    this.#listeners.wake();
    return items.length === limit;
  }
}

function toItem({ cursor, run, type, at, summary }: FeedItem): Item {
  const { task, status, title, approvals } = summary;
  const notice: TaskNotice = { cursor, run, task, event: type, status, title, approvals, at: toTime(at) };
  return { cursor, text: JSON.stringify(notice), isLast: false };
}
