/**
 * One life of a program: called from its beginning, led along its journal to where that ends, then driven on.
 * It ends finished, asleep, continued in a next episode, or lost.
 */
import type { FactOf, Json } from '@tutti/protocol';
import { RunError, toFailure } from '../errors.ts';
import type { ClaimedRun } from '../ports/journal.ts';
import { ControlDesk } from './control-desk.ts';
import { countOutcomes, deliver, drainMicrotasks, type Stop } from './deliver.ts';
import type { DrivePorts } from './drive-ports.ts';
import { isLast, type ProgramEnd, writeEnd } from './finish-run.ts';
import { RunHistory } from './history.ts';
import { Continuation, LiveScope } from './live-scope.ts';
import type { OpenRun } from './open-run.ts';
import { PartialResultError } from './partial-result-error.ts';
import { Rest } from './rest.ts';
import { RunCore } from './run-core.ts';
import type { DurableEvent } from './run-log.ts';
import { settleLeftovers } from './settle.ts';
import { wrapUpOpenEnds } from './wrap-up.ts';

export type EpisodeEnd =
  | { readonly kind: 'finished' | 'parked' }
  | { readonly kind: 'continued'; readonly next: OpenRun }
  | { readonly kind: 'lost'; readonly error: unknown };

// Every run ends with both of these, and making an error costs more than a step does.
const PROGRAM_ENDED = new RunError('branch_aborted', 'the program has ended');
const NO_LONGER_DRIVEN = new RunError('fenced', 'this worker no longer drives the run');

export class Episode {
  readonly core: RunCore;
  readonly desk: ControlDesk;
  readonly #open: OpenRun;
  readonly #rest: Rest;
  readonly #settle = Promise.withResolvers<EpisodeEnd>();
  readonly #inbox: DurableEvent[] = [];
  /** Recorded outcomes that the program has not heard of yet. */
  #ahead: number;
  #pumping = false;
  #begun = false;
  #end: ProgramEnd | undefined;
  #stop: Stop | undefined;

  constructor(open: OpenRun, epoch: number, ports: DrivePorts) {
    this.#open = open;
    this.#ahead = countOutcomes(open.events);
    this.core = new RunCore(
      open.state,
      { ...toStart(open), ports, epoch },
      {
        onDurable: (events) => this.#receive(events),
        onLost: (error) => this.#leave({ kind: 'lost', error }),
        onQuiet: () => this.#onQuiet(),
      },
    );
    this.desk = new ControlDesk(this.core, () => this.#goLive());
    this.#rest = new Rest(this.core, this.desk, {
      onParked: () => this.#leave({ kind: 'parked' }),
      onStalled: (error) => this.#fail(error),
    });
  }

  get done(): Promise<EpisodeEnd> {
    return this.#settle.promise;
  }

  /** `first` tells who drives now; it stands before everything that this drive writes, and waits for what begins at once: one write less. */
  async begin(
    first: FactOf<'run.started' | 'run.claimed'> | undefined,
    claimed: Pick<ClaimedRun, 'reservations' | 'signals'>,
  ): Promise<void> {
    this.core.recordedBy = this.#open.buildBefore ?? this.core.ports.build;
    this.core.log.hold();
    if (first) this.core.log.enqueue(first);
    this.#callProgram();
    await drainMicrotasks();
    await this.#replay();
    if (this.core.gone) return;
    settleLeftovers(this.core, claimed.reservations, this.#open.events);
    this.core.live = true;
    this.core.sleepers.offer(claimed.signals);
    this.desk.open();
    // A cancel that is already there must be heard before anything begins.
    await drainMicrotasks();
    if (!this.desk.holds) this.#goLive();
    await drainMicrotasks();
    this.core.log.release();
    this.core.checkQuiet();
  }

  /** Gives the run up without a word, as after a crash. */
  drop(reason: RunError): void {
    this.#leave({ kind: 'lost', error: reason });
  }

  async #replay(): Promise<void> {
    try {
      for (const event of this.#open.events) {
        if (this.core.gone) return;
        this.#ahead -= countOutcomes([event]);
        const stop = await deliver(this.core, { event });
        this.#stop ??= stop;
      }
    } catch (error) {
      this.#stumble(error);
    }
  }

  #goLive(): void {
    if (this.#begun || this.core.gone) return;
    this.#begun = true;
    wrapUpOpenEnds(this.core);
    for (const call of this.core.calls.values()) call.goLive();
    if (this.#inbox.length > 0) void this.#pump();
  }

  #callProgram(): void {
    const { program, pins, state, carriedState } = this.#open;
    const scope = new LiveScope(this.core, this.core.root, {
      continueAs(next) {
        throw new Continuation(next);
      },
      version: (change) => this.#version(change),
    });
    const call = async (): Promise<ProgramEnd> => {
      const input = parseInput(this.#open);
      const { output, labels } = await program.run(scope, { input, state: carriedState, pins, labels: state.labels });
      return { kind: 'completed', output, labels };
    };
    void call()
      .catch(toEnd)
      .then((end) => this.#conclude(end));
  }

  #conclude(end: ProgramEnd): void {
    if (this.#end || this.core.gone) return;
    this.#end = end;
    // What the program began and did not wait for ends with it.
    this.core.stop(this.core.root, PROGRAM_ENDED);
    this.core.checkQuiet();
  }

  /** Only what is said about the run itself may end it; of anything else, such as a store that does not answer, its next drive may know nothing. */
  #stumble(error: unknown): void {
    if (error instanceof RunError) this.#fail(error);
    else this.core.lose(error);
  }

  /** The road of the journal is lost, or the program hangs: whatever it was about to say no longer counts. */
  #fail(error: unknown): void {
    this.#end = { kind: 'failed', error: toFailure(error) };
    this.core.stop(this.core.root, new RunError('branch_aborted', 'the run has failed'));
    this.core.checkQuiet();
  }

  /** Where the journal goes on without an answer, the old way was taken, and is kept: a run that asks again must hear the same. */
  #version(change: string): number {
    const { log } = this.core;
    const { versions } = log.state;
    if (Object.hasOwn(versions, change)) return versions[change] ?? 0;
    const { changes = {} } = this.#open.program;
    const newest = Object.hasOwn(changes, change) ? (changes[change] ?? 1) : 1;
    const version = this.#ahead > 0 && isByOtherBuild(this.#open, this.core.ports.build) ? 0 : newest;
    log.enqueue({ type: 'version.marked', change, version });
    this.core.marked = log.flushed();
    return version;
  }

  #receive(events: readonly DurableEvent[]): void {
    const last = events.find(({ event }) => isLast(event.type));
    if (last) return this.#leaveAt(last);
    this.#inbox.push(...events);
    if (this.core.live) void this.#pump();
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    this.core.active++;
    try {
      while (!this.core.gone && !this.desk.holds) {
        const next = this.#inbox.shift();
        if (!next) break;
        const stop = await deliver(this.core, next);
        // Of a cancel and a deadline, the first one counts.
        this.#stop ??= stop;
      }
    } catch (error) {
      this.#stumble(error);
    }
    this.core.active--;
    this.#pumping = false;
    this.core.checkQuiet();
  }

  #onQuiet(): void {
    if (this.#pumping || !this.core.log.idle) return;
    // Between replay and life nothing is under way only because nothing has begun.
    if (!this.#begun && !this.desk.holds) return;
    if (!this.desk.holds && this.#inbox.length > 0) return void this.#pump();
    if (!this.desk.holds && this.#end && this.core.sleepers.size === 0) return this.#writeEnd(this.#end);
    this.#rest.begin(this.#end !== undefined);
  }

  #writeEnd(end: ProgramEnd): void {
    this.core.ended = true;
    // A control that comes now is too late for this run, or waits for its next episode.
    this.core.sleepers.hold('all');
    writeEnd(this.core, end, this.#stop);
  }

  #leaveAt({ event, value }: DurableEvent): void {
    if (event.type !== 'run.continued') return this.#leave({ kind: 'finished' });
    const { state } = this.core.log;
    const next = {
      ...this.#open,
      state,
      events: [],
      carriedState: value as Json,
      episodeAt: event.at,
      buildBefore: state.build,
    };
    this.#leave({ kind: 'continued', next });
  }

  #leave(end: EpisodeEnd): void {
    if (this.core.gone) return;
    this.#rest.close();
    this.core.drop(NO_LONGER_DRIVEN);
    this.#settle.resolve(end);
  }
}

function toEnd(error: unknown): ProgramEnd {
  if (error instanceof Continuation) return { kind: 'continued', state: error.state };
  const partial = error instanceof PartialResultError ? { partial: error.partial } : {};
  return { kind: 'failed', error: toFailure(error), ...partial };
}

function toStart(open: OpenRun) {
  const { events, pins, seed, state } = open;
  return {
    history: new RunHistory(events),
    rootPath: state.episode === 1 ? '' : `~${state.episode}`,
    pins,
    seed,
    now: open.episodeAt,
  };
}

/** This build would have asked on its way, so only another one can have passed without an answer. */
function isByOtherBuild({ events, buildBefore }: OpenRun, build: string): boolean {
  const builds = events.flatMap((event) =>
    event.type === 'run.started' || event.type === 'run.claimed' ? [event.build] : [],
  );
  return [buildBefore ?? build, ...builds].some((one) => one !== build);
}

function parseInput({ program, input }: OpenRun): Json {
  const parsed = program.input.safeParse(input);
  if (!parsed.success)
    throw new RunError('invalid_input', `the input does not fit ${program.name}: ${parsed.error.message}`);
  return parsed.data;
}
