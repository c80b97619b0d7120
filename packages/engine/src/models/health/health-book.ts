/**
 * What this process has seen of every route: which gates are closed, how fast the open ones are, what is under way.
 * Other processes have books of their own; what they share are quotas, which the store keeps.
 */
import type { FailureClass, Instant } from '@tutti/protocol';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import { type Route, toGate } from '../routing/route-table.ts';
import type { Closed, RouteView } from '../routing/route-view.ts';
import { Breaker } from './breaker.ts';
import { FAILURE_ANSWERS } from './failure-answers.ts';
import { toOptions } from './gate-options.ts';
import { type Pace, Speeds, toTimes } from './speeds.ts';
import { toClosed } from './to-closed.ts';

export interface HealthPorts {
  readonly clock: Clock;
  readonly random: Random;
  /** A gate closed or opened again. */
  onChange?(change: GateChange): void;
}

export interface GateChange {
  readonly gate: string;
  readonly model: string;
  readonly key: string | undefined;
  readonly status: 'closed' | 'open';
  readonly because?: FailureClass;
  readonly until?: Instant;
}

/** The right to make one call over a route, and the duty to say what came of it. */
export interface Ticket {
  readonly isProbe: boolean;
  /** The call is being made, and ends by then. */
  begin(endsAt: Instant): void;
  succeeded(pace: Pace | undefined): void;
  failed(failure: RouteFailure): void;
  /** Nothing came of it, for reasons that are not the route's. */
  drop(): void;
}

export interface RouteFailure {
  readonly class: FailureClass;
  readonly retryAt?: Instant | undefined;
}

export type HealthSnapshot = Pick<RouteView, 'now' | 'closed' | 'tookMs' | 'inFlight' | 'proven'>;

/** Whoever is admitted and never makes the call keeps others from trying for no longer than this. */
const UNUSED_PROBE_MS = 10_000;
const PROVEN_FOR_MS = 60_000;
/** Where the provider does not say when its quota begins anew. */
const QUOTA_PAUSE_MS = 900_000;
/** Nobody is believed who says longer, and nobody is asked again at once. */
const PAUSE_BOUNDS_MS = { least: 100, most: 86_400_000 };
/** What one model is told holds for its host, and so for everybody, no longer than this. */
const LONGEST_HOST_PAUSE_MS = 300_000;

export class HealthBook {
  readonly #ports: HealthPorts;
  readonly #breakers = new Map<string, Breaker>();
  /** Those of them that are not closed. */
  readonly #troubled = new Set<string>();
  /** Gates that time or a new key opens again, without a try. */
  readonly #blocks = new Map<string, Closed & { because: FailureClass }>();
  /** By what a key allows: the routes that were refused for it, and until when. */
  readonly #refusals = new Map<string, Map<string, Instant>>();
  /** By host: which routes failed since one succeeded. */
  readonly #failing = new Map<string, Set<string>>();
  readonly #speeds = new Map<string, Speeds>();
  readonly #tookMs: RouteView['tookMs'];
  readonly #inFlight = new Map<string, number>();

  constructor(ports: HealthPorts) {
    this.#ports = ports;
    this.#tookMs = toTimes(this.#speeds);
  }

  look({ withProven = false } = {}): HealthSnapshot {
    const now = this.#ports.clock.now();
    const closed = new Map<string, Closed>();
    for (const gate of this.#troubled) {
      const state = this.#breakers.get(gate)?.look(now) ?? { status: 'closed' };
      if (state.status === 'open' || state.status === 'probing') closed.set(gate, toClosed(state, now));
    }
    for (const [gate, block] of this.#blocks) {
      if (block.until !== undefined && block.until <= now) this.#blocks.delete(gate);
      else if ((block.until ?? Infinity) > (closed.get(gate)?.until ?? 0)) closed.set(gate, block);
    }
    const proven = withProven ? this.#listProven(now) : new Set<string>();
    return { now, closed, tookMs: this.#tookMs, inFlight: this.#inFlight, proven };
  }

  /** To be called with nothing awaited after the look that found the route open: of what is due, one call alone is admitted. */
  admit(route: Route): Ticket {
    const now = this.#ports.clock.now();
    const due = route.gates.filter((gate) => this.#breakers.get(gate)?.look(now).status === 'due');
    const tryUntil = (until: Instant) => {
      for (const gate of due) this.#breakers.get(gate)?.beginProbe({ since: this.#ports.clock.now(), until });
    };
    tryUntil(now + UNUSED_PROBE_MS);
    let isEnded = false;
    const end = (then: () => void) => {
      if (isEnded) return;
      isEnded = true;
      then();
    };
    return {
      isProbe: due.length > 0,
      begin: tryUntil,
      succeeded: (pace) => end(() => this.#succeed(route, due, pace)),
      failed: (failure) => end(() => this.#fail(route, due, failure)),
      drop: () => end(() => this.#drop(due)),
    };
  }

  /** Somebody has just seen it answer, without a ticket. */
  confirm(route: Route): void {
    this.#succeed(
      route,
      route.gates.filter((gate) => this.#troubled.has(gate)),
      undefined,
    );
  }

  /** Counts a call that is under way. Returns how to end that. */
  enter({ id }: Route): () => void {
    this.#inFlight.set(id, (this.#inFlight.get(id) ?? 0) + 1);
    return () => {
      const left = (this.#inFlight.get(id) ?? 1) - 1;
      if (left > 0) this.#inFlight.set(id, left);
      else this.#inFlight.delete(id);
    };
  }

  /** What the key allows is used up, as the store counts it. */
  noteQuota({ id }: Route, until: Instant, detail: string): void {
    this.#blocks.set(toGate.route(id), { why: 'quota', until, detail, because: 'quota_exhausted' });
  }

  /** How one route is doing: the worst of its gates. */
  describe(
    { id, gates }: Route,
    seen: HealthSnapshot,
  ): { closed: Closed | undefined; because: FailureClass | undefined } & {
    readonly isDue: boolean;
    readonly failures: number;
    readonly pace: Pace | undefined;
    readonly inFlight: number;
  } {
    const { now, closed } = seen;
    const worst = gates
      .filter((gate) => closed.has(gate))
      .toSorted((one, other) => (closed.get(other)?.until ?? Infinity) - (closed.get(one)?.until ?? Infinity))[0];
    const due = gates.filter((gate) => this.#breakers.get(gate)?.look(now).status === 'due');
    const said = worst ?? due[0];
    return {
      closed: worst === undefined ? undefined : closed.get(worst),
      because: said === undefined ? undefined : this.#becauseOf(said, now),
      isDue: due.length > 0,
      failures: this.#breakers.get(toGate.route(id))?.countFailures(now) ?? 0,
      pace: this.#speeds.get(id)?.read(),
      inFlight: this.#inFlight.get(id) ?? 0,
    };
  }

  #becauseOf(gate: string, now: Instant): FailureClass | undefined {
    const state = this.#breakers.get(gate)?.look(now);
    return state === undefined || state.status === 'closed' ? this.#blocks.get(gate)?.because : state.because;
  }

  #listProven(now: Instant): Set<string> {
    const proven = new Set<string>();
    for (const id of this.#speeds.keys()) {
      const breaker = this.#breakers.get(toGate.route(id));
      if (!breaker || breaker.look(now).status !== 'closed') continue;
      if (breaker.lastSuccess > breaker.lastFailure && breaker.lastSuccess > now - PROVEN_FOR_MS) proven.add(id);
    }
    return proven;
  }

  #succeed(route: Route, due: readonly string[], pace: Pace | undefined): void {
    const now = this.#ports.clock.now();
    const speeds = this.#speeds.get(route.id) ?? new Speeds();
    this.#speeds.set(route.id, speeds);
    if (pace) speeds.add(pace);
    this.#failing.delete(route.host);
    const own = [toGate.route(route.id), toGate.host(route.host)];
    for (const gate of due.length === 0 ? own : new Set([...own, ...due])) {
      if (!this.#breakerOf(gate).succeeded(now, due.includes(gate))) continue;
      this.#troubled.delete(gate);
      this.#tell(route, { gate, status: 'open' });
    }
  }

  #fail(route: Route, due: readonly string[], failure: RouteFailure): void {
    const answer = FAILURE_ANSWERS[failure.class];
    if (answer.against === 'nothing') return this.#answered(route, due);
    const refused = toRefused(route, failure);
    if (refused === undefined) this.#count(route, due, failure);
    else this.#failGate(route, refused, { class: failure.class, isProbe: due.includes(refused) });
    if (answer.isOfHost) this.#failHost(route, due, failure);
    else this.#answeredByHost(route, due);
    this.#drop(due);
  }

  #failHost(route: Route, due: readonly string[], failure: RouteFailure): void {
    const failing = this.#failing.get(route.host) ?? new Set<string>();
    this.#failing.set(route.host, failing.add(route.id));
    const isWhole = failure.class === 'unreachable' || failing.size > 1;
    const host = toGate.host(route.host);
    const isProbe = due.includes(host);
    if (!isWhole && !isProbe) return;
    const told = this.#toUntil(failure);
    const retryAt = told && Math.min(told, this.#ports.clock.now() + LONGEST_HOST_PAUSE_MS);
    this.#failGate(route, host, { class: failure.class, retryAt, isProbe });
  }

  #count(route: Route, due: readonly string[], failure: RouteFailure): void {
    const gate = toGate.route(route.id);
    this.#failGate(route, gate, { class: failure.class, retryAt: this.#toUntil(failure), isProbe: due.includes(gate) });
    if (FAILURE_ANSWERS[failure.class].against !== 'closes') return;
    const state = this.#breakerOf(gate).look(this.#ports.clock.now());
    if (state.status === 'open') this.#refuse(route, state.until);
  }

  #failGate(route: Route, gate: string, failure: RouteFailure & { isProbe: boolean }): void {
    const { clock, random } = this.#ports;
    const { class: because, retryAt: until, isProbe } = failure;
    const opensIt = FAILURE_ANSWERS[because].against !== 'counts';
    const facts = { now: clock.now(), class: because, until, jitter: random.next(), isProbe };
    const opened = this.#breakerOf(gate).failed({ ...facts, ...(opensIt && { opensIt }) });
    if (!opened) return;
    this.#troubled.add(gate);
    const state = this.#breakerOf(gate).look(clock.now());
    this.#tell(route, { gate, status: 'closed', because, ...('until' in state && { until: state.until }) });
  }

  /** Two models refused for what one key allows: then it is the key's allowance, not the model's. */
  #refuse(route: Route, until: Instant): void {
    if (!route.key) return;
    const gate = toGate.allowance(route.key.id, route.free);
    const now = this.#ports.clock.now();
    const refusals = this.#refusals.get(gate) ?? new Map<string, Instant>();
    for (const [id, end] of refusals) if (end <= now) refusals.delete(id);
    this.#refusals.set(gate, refusals.set(route.id, until));
    if (refusals.size < 2) return;
    const earliest = Math.min(...refusals.values());
    this.#blocks.set(gate, { why: 'waits', until: earliest, because: 'rate_limited' });
  }

  /** The route works: it was the request that was not taken. */
  #answered(route: Route, due: readonly string[]): void {
    this.#succeed(route, due, undefined);
  }

  #answeredByHost(route: Route, due: readonly string[]): void {
    const host = toGate.host(route.host);
    this.#failing.delete(route.host);
    if (due.includes(host) && this.#breakerOf(host).succeeded(this.#ports.clock.now(), true))
      this.#troubled.delete(host);
  }

  /** Whatever the one call has not found out is for the next to find out. */
  #drop(due: readonly string[]): void {
    for (const gate of due) this.#breakers.get(gate)?.dropProbe();
  }

  #toUntil({ class: because, retryAt }: RouteFailure): Instant | undefined {
    const now = this.#ports.clock.now();
    const said = retryAt !== undefined && Number.isFinite(retryAt) ? Math.ceil(retryAt) : undefined;
    const until = said ?? (because === 'quota_exhausted' ? now + QUOTA_PAUSE_MS : undefined);
    if (until === undefined) return undefined;
    return Math.min(Math.max(until, now + PAUSE_BOUNDS_MS.least), now + PAUSE_BOUNDS_MS.most);
  }

  #breakerOf(gate: string): Breaker {
    const known = this.#breakers.get(gate);
    if (known) return known;
    const made = new Breaker(toOptions(gate));
    this.#breakers.set(gate, made);
    return made;
  }

  #tell({ card, key }: Route, change: Omit<GateChange, 'model' | 'key'>): void {
    this.#ports.onChange?.({ ...change, model: card.id, key: key?.name });
  }
}

/** The gate of a key that is not accepted, or of a model that is not there; none where the failure says nothing of the kind. */
function toRefused(route: Route, failure: RouteFailure): string | undefined {
  const { against } = FAILURE_ANSWERS[failure.class];
  if (against === 'key' && route.key) return toGate.key(route.key);
  return against === 'key' || against === 'model' ? toGate.model(route) : undefined;
}
