/** The topics that somebody follows right now, fed by what this process commits and what others tell. */
import type { Clock, Engine } from '@tutti/engine';
import { FEED_TYPES, type LiveNotice, type Principal, type RunId, type TenantId } from '@tutti/protocol';
import type { LiveHub } from '../home/live-hub.ts';
import type { LiveLimits } from './live-limits.ts';
import { Pulse } from './pulse.ts';
import { RunSource } from './run-source.ts';
import { TasksSource } from './tasks-source.ts';
import { Turnstile } from './turnstile.ts';

export interface TopicSourcesPorts {
  readonly engine: Engine;
  readonly hub: LiveHub;
  readonly clock: Clock;
  readonly limits: LiveLimits;
  readonly onProblem: (error: unknown) => void;
}

const TOLD: ReadonlySet<string> = new Set(FEED_TYPES);

export class TopicSources {
  readonly #ports: TopicSourcesPorts;
  readonly #turnstile: Turnstile;
  readonly #runs = new Map<RunId, RunSource>();
  readonly #tasks = new Map<TenantId, TasksSource>();
  readonly #pulse: Pulse;
  readonly #glimpsePulse: Pulse;
  readonly #stopListening: () => void;

  constructor(ports: TopicSourcesPorts) {
    this.#ports = ports;
    this.#turnstile = new Turnstile(ports.limits.readsAtOnce);
    this.#pulse = new Pulse(ports.clock);
    this.#glimpsePulse = new Pulse(ports.clock, ports.limits.glimpseMs);
    this.#stopListening = ports.hub.listen((notice) => this.#hear(notice));
  }

  /** The caller has seen that the run is the tenant's. */
  run(run: RunId, { tenant, user }: Principal, isOver: boolean): RunSource {
    const known = this.#runs.get(run);
    if (known) return known;
    const ports = {
      ...this.#ports,
      turnstile: this.#turnstile,
      ring: ({ wake }: RunSource) => this.#glimpsePulse.schedule(wake),
    };
    const reader: Principal = { tenant, user, rights: ['view'] };
    const source = new RunSource({ run, reader, isOver, onUnused: () => this.#runs.delete(run) }, ports);
    this.#runs.set(run, source);
    return source;
  }

  tasks(principal: Principal): TasksSource {
    const { tenant } = principal;
    const source = this.#tasks.get(tenant) ?? new TasksSource(principal, this.#ports, () => this.#tasks.delete(tenant));
    this.#tasks.set(tenant, source);
    return source;
  }

  close(): void {
    this.#stopListening();
    this.#pulse.close();
    this.#glimpsePulse.close();
  }

  #hear(notice: LiveNotice): void {
    const source = this.#runs.get(notice.run);
    if (notice.type !== 'events') {
      if (source) this.#glimpsePulse.schedule(source.wake);
      return;
    }
    if (source) {
      source.add(notice.events);
      this.#pulse.schedule(source.wake);
    }
    const [first] = notice.events;
    const tasks = first && this.#tasks.get(first.tenant);
    if (tasks && notice.events.some(({ type }) => TOLD.has(type))) this.#pulse.schedule(tasks.look);
  }
}
