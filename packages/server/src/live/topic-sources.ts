/** The topics that somebody follows right now, fed by what this process commits. */
import type { Clock, Engine } from '@tutti/engine';
import { FEED_TYPES, type LiveNotice, type Principal, type RunId, type TenantId } from '@tutti/protocol';
import type { LiveHub } from '../home/live-hub.ts';
import type { LiveLimits } from './live-limits.ts';
import { Pulse } from './pulse.ts';
import { RunSource } from './run-source.ts';
import { TasksSource } from './tasks-source.ts';
import { Turnstile } from './turnstile.ts';
import { UnderWay } from './under-way.ts';

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
  readonly #underWay = new UnderWay();
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
  run(run: RunId): RunSource {
    const ports = { ...this.#ports, underWay: this.#underWay, turnstile: this.#turnstile };
    const source = this.#runs.get(run) ?? new RunSource(run, ports, () => this.#runs.delete(run));
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
    this.#underWay.hear(notice);
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
