/** The entry point: takes the ports, returns the engine. Read on in run/drive-run.ts. */
import { WorkerId } from '@tutti/protocol';
import { type Approvals, createApprovals } from './entry-points/create-approvals.ts';
import { createQueries, type Queries } from './entry-points/create-queries.ts';
import { createRunRemarks, type RunRemarks } from './entry-points/create-remarks.ts';
import { createSignals, type Signals } from './entry-points/create-signals.ts';
import { createSubmissions, type Submissions } from './entry-points/create-submissions.ts';
import { createWorkers, type Workers } from './entry-points/create-workers.ts';
import { newId } from './entry-points/new-id.ts';
import { systemClock } from './ports/clock.ts';
import type { LiveFeed } from './ports/live-feed.ts';
import { systemRandom } from './ports/random.ts';
import type { Runtimes } from './ports/runtime.ts';
import type { Store } from './ports/store.ts';
import { Dispatcher, type DispatchOptions } from './run/dispatch.ts';
import type { DrivePorts } from './run/drive-ports.ts';
import { createProgramBook, type Program } from './run/program.ts';
import { createRedact } from './run/redact.ts';
import { RestBell } from './run/until-settled.ts';
import { WaitingLine } from './run/waiting-line.ts';

/** What is left out is this machine's own: its clock, its chance, nobody watching. */
export interface EngineOptions
  extends Partial<Omit<DrivePorts, 'programs' | 'store' | 'line'>>,
    Partial<DispatchOptions> {
  readonly store: Store;
  readonly programs: readonly Program[];
  /** Asked, before a run is taken, about those of its agents that work elsewhere. */
  readonly runtimes?: Pick<Runtimes, 'view'> | undefined;
}

/** Whatever may be asked of it takes who asks: nothing of another tenant is there for them. */
export interface Engine extends Queries, Submissions, Signals, Approvals, RunRemarks, Workers, AsyncDisposable {
  /** Begins to drive runs; before that, what is asked for only waits. */
  start(): void;
  /** How many runs are being driven right now. */
  readonly driving: number;
  /** Lets what is under way end within the grace; the rest goes on at the next start. */
  close(graceMs?: number): Promise<void>;
  /** Gives everything up at once, as a crash would. For tests. */
  drop(): void;
}

const DEFAULT_GRACE_MS = 10_000;

export function createEngine(options: EngineOptions): Engine {
  const { concurrentRuns = 10_000, runsPerTenant, onProblem = () => {} } = options;
  const bell = new RestBell(options.live ?? { publish: () => {} }, (error) => onProblem(error, undefined));
  const ports = toPorts(options, bell);
  const dispatcher = new Dispatcher(ports, { concurrentRuns, runsPerTenant, onProblem });
  const gate = { closed: false };
  const signals = createSignals(ports);
  const { announceDraining, ...workers } = createWorkers(ports, concurrentRuns);
  const close = async (graceMs = DEFAULT_GRACE_MS) => {
    gate.closed = true;
    // Others see it as soon as may be; nothing waits for that.
    announceDraining().catch((error: unknown) => onProblem(error, undefined));
    await dispatcher.close(graceMs);
  };
  return {
    ...createQueries(ports, bell),
    ...createSubmissions(ports, { gate, poke: () => dispatcher.poke(), runtimes: options.runtimes }),
    ...signals,
    ...createApprovals(ports, signals),
    ...createRunRemarks(ports),
    ...workers,
    get driving() {
      return dispatcher.driving;
    },
    start: () => dispatcher.start(),
    close,
    drop() {
      gate.closed = true;
      dispatcher.drop();
    },
    [Symbol.asyncDispose]: () => close(),
  };
}

function toPorts(options: EngineOptions, live: LiveFeed): DrivePorts {
  const {
    clock = options.store.clock ?? systemClock,
    random = systemRandom,
    redact = createRedact(),
    build = 'unnamed',
  } = options;
  const worker = options.worker ?? WorkerId.parse(newId({ clock, random }, 'wrk'));
  const line = new WaitingLine(options.store);
  const programs = createProgramBook(options.programs);
  return { ...options, clock, random, redact, build, live, worker, line, programs };
}
