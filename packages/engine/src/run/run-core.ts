/**
 * The state that everything in one drive of one run shares: the calls that the program waits for,
 * the work that is under way, and whether the journal is still being replayed or already written.
 */
import type { Epoch, Hash, Instant, Json, RunState, StepPath } from '@tutti/protocol';
import { type EngineError, RunError } from '../errors.ts';
import type { DrivePorts } from './drive-ports.ts';
import type { RunHistory } from './history.ts';
import { type DurableEvent, RunLog, type RunLogEvents } from './run-log.ts';
import { ScopeNode } from './scope-node.ts';
import { type SleepSpec, Sleepers, type Woken } from './sleepers.ts';
import { WaitingLine } from './waiting-line.ts';

/** One thing that the program waits for. */
export interface Call {
  readonly path: StepPath;
  readonly node: ScopeNode;
  /** The recorded outcome, on replay as in the first life. */
  deliver(durable: DurableEvent): Promise<void> | void;
  /** The scope was stopped before there was an outcome. */
  reject(reason: EngineError): void;
  /** Replay is over and nothing is recorded: now it is really done. */
  goLive(): void;
  /** Its scope was stopped while an effect of it was still open. */
  wrapUp?(): void;
}

export interface CoreStart {
  readonly ports: DrivePorts;
  readonly history: RunHistory;
  readonly epoch: Epoch;
  readonly rootPath: string;
  readonly pins: Json;
  readonly seed: string;
  readonly now: Instant;
}

export interface CoreEvents extends RunLogEvents {
  onQuiet(): void;
}

/** A program that goes on calling although it is refused each time gets no more answers: it would never let go of the thread. */
const MOST_REFUSALS = 1_000;
const SCOPE_ENDED = new RunError('branch_aborted', 'its scope has ended');

export class RunCore {
  readonly ports: DrivePorts;
  readonly history: RunHistory;
  readonly epoch: Epoch;
  readonly pins: Json;
  readonly seed: string;
  readonly log: RunLog;
  readonly sleepers: Sleepers;
  readonly root: ScopeNode;
  readonly line: WaitingLine;
  /** Of the last event that the program was told of: its clock. */
  now: Instant;
  /** False while recorded outcomes are still to be delivered. */
  live = false;
  /** Parked, lost or ended: nothing settles any more. */
  gone = false;
  /** The last fact is written down, though perhaps not yet durable: nothing may follow it. */
  ended = false;
  active = 0;
  /** Set while the answer to a `version` is on its way to the disk: nothing may act on it before. */
  marked: Promise<void> | undefined;
  /** The build that recorded what is being delivered now. */
  recordedBy = '';
  readonly calls = new Map<string, Call>();
  readonly stoppedCalls = new Map<string, Call>();
  #refusals = 0;
  readonly #events: CoreEvents;

  constructor(state: RunState, start: CoreStart, events: CoreEvents) {
    this.ports = start.ports;
    this.history = start.history;
    this.epoch = start.epoch;
    this.pins = start.pins;
    this.seed = start.seed;
    this.now = start.now;
    this.root = new ScopeNode(start.rootPath);
    this.line = start.ports.line ?? new WaitingLine(start.ports.store);
    this.log = new RunLog(state, start.epoch, { ports: start.ports, events });
    this.sleepers = new Sleepers(start.ports.clock, () => {
      // At once, so that nobody takes the run for quiet while the sleeper is still getting up.
      this.active++;
    });
    this.#events = events;
  }

  /** Registers what the program now waits for, and begins it unless its outcome may still be in the journal. */
  open<Value>(
    node: ScopeNode,
    name: string,
    build: (path: StepPath, settle: PromiseWithResolvers<Value>) => Call,
  ): Promise<Value> {
    if (this.gone) return never();
    if (node.stopped) return this.refuse(node.stopped);
    const settle = Promise.withResolvers<Value>();
    // A program may let go of a call that is stopped later; that must not end the process.
    settle.promise.catch(() => {});
    let path: StepPath | undefined;
    try {
      path = node.enter(name);
      const call = build(path, settle);
      this.calls.set(path, call);
      if (this.live) call.goLive();
    } catch (error) {
      if (path !== undefined) {
        this.calls.delete(path);
        node.leave();
      }
      return this.refuse(error);
    }
    return settle.promise;
  }

  /** The call has its outcome; its scope is free for the next one. */
  close(call: Call): void {
    this.calls.delete(call.path);
    call.node.leave();
  }

  /** To be refused is no reason for the process to end where a program does not look. */
  refuse(reason: unknown): Promise<never> {
    this.#refusals++;
    if (this.#refusals > MOST_REFUSALS) return never();
    const refused = Promise.reject(reason);
    refused.catch(() => {});
    return refused;
  }

  /** What a scope began and did not wait for ends with it. */
  end(node: ScopeNode): void {
    if (node.isIdle) node.stop(SCOPE_ENDED);
    else this.stop(node, SCOPE_ENDED);
    node.parent?.drop(node);
  }

  /** Stops a scope and everything below it: the innermost calls hear of it first. */
  stop(node: ScopeNode, reason: EngineError): void {
    node.stop(reason);
    const below = [...this.calls.values()].filter((call) => node.holds(call.node)).toReversed();
    for (const call of below) {
      this.close(call);
      this.stoppedCalls.set(call.path, call);
      call.reject(reason);
    }
  }

  /** The same build must ask for the same things again; another build may not, and then the recorded result stands. */
  noteDrift(path: StepPath, hashes: { recorded: Hash; found: Hash }): void {
    if (this.recordedBy === this.ports.build) throw nondeterministic(path, 'its input is not the one that is recorded');
    if (!this.history.at(path).drifted) this.log.enqueue({ type: 'replay.drifted', path, ...hashes });
  }

  /** Runs a piece of work that holds the driver awake. */
  work(part: () => Promise<void>): void {
    this.active++;
    part()
      .catch((error: unknown) => this.lose(error))
      .finally(() => {
        this.active--;
        this.checkQuiet();
      });
  }

  /** Inside `work`: waits for a signal or a time without holding the driver awake. Undefined when the abort came first. */
  async sleep(spec: SleepSpec, abort?: AbortSignal): Promise<Woken | undefined> {
    this.active--;
    const sleeping = this.sleepers.sleep(spec, abort);
    this.checkQuiet();
    const woken = await sleeping;
    if (this.gone) return never();
    return woken;
  }

  /** False once somebody else may drive the run: then what cannot be repeated must not be begun. */
  isLeaseHeld(): boolean {
    const { tenant, run } = this.log.state;
    return this.ports.store.isLeaseHeld(tenant, run, this.epoch);
  }

  checkQuiet(): void {
    if (this.active === 0 && this.live && !this.gone) this.#events.onQuiet();
  }

  /** Nothing more can be written by this drive. */
  lose(error: unknown): void {
    if (!this.gone) this.#events.onLost(error);
  }

  /** Ends this drive without settling anything that the program waits for. */
  drop(reason: EngineError): void {
    if (this.gone) return;
    this.gone = true;
    this.log.abandon();
    this.sleepers.close();
    this.root.abort(reason);
    this.calls.clear();
  }
}

export function never<Value>(): Promise<Value> {
  return new Promise<Value>(() => {});
}

export function nondeterministic(path: string, detail: string): RunError {
  return new RunError('nondeterministic_program', `at ${path}: ${detail}`, { path: path as StepPath });
}
