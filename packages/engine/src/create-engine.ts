/** The entry point: takes the ports, returns the engine. Read on in run/drive-run.ts. */
import {
  type Budget,
  Control,
  CONTROL_KEY,
  type Instant,
  isFinished,
  type Json,
  type Label,
  type Priority,
  type Principal,
  RANDOM_BYTES,
  type Right,
  type RunEvent,
  RunId,
  type RunState,
  type RunSummary,
  Signal,
  type SignalId,
  type SignalKey,
  toIdText,
  WorkerId,
} from '@tutti/protocol';
import { InvalidInputError, RunError, RunFinishedError } from './errors.ts';
import { systemClock } from './ports/clock.ts';
import type { LiveFeed } from './ports/live-feed.ts';
import { systemRandom } from './ports/random.ts';
import type { RunFilter, RunPage } from './ports/run-library.ts';
import type { Store } from './ports/store.ts';
import { Dispatcher, type DispatchOptions } from './run/dispatch.ts';
import type { DrivePorts } from './run/drive-ports.ts';
import { createRun } from './run/new-run.ts';
import { packPayload } from './run/payload.ts';
import { createProgramBook, type Program } from './run/program.ts';
import { createRedact } from './run/redact.ts';
import { getRunState, getSummary, readEvents } from './run/read-run.ts';
import { assertNoChildEffects } from './run/retry-children.ts';
import { createRetry, RetryRequest } from './run/retry-run.ts';
import { type DoubtAnswer, toDoubtKey } from './run/settle-doubt.ts';
import { RestBell, untilSettled } from './run/until-settled.ts';

export interface RunRequest {
  readonly program: string;
  readonly title: string;
  readonly input: Json;
  readonly pins?: Json;
  readonly labels?: readonly Label[];
  readonly priority?: Priority;
  readonly deadline?: Instant | undefined;
  readonly budget?: Budget | undefined;
  readonly trace?: string;
  /** More words to find the run by. */
  readonly searchText?: string;
  /** Chosen by the caller: the same id twice is one run. */
  readonly run?: RunId;
}

/** What is left out is this machine's own: its clock, its chance, nobody watching. */
export interface EngineOptions extends Partial<Omit<DrivePorts, 'programs' | 'store'>>, Partial<DispatchOptions> {
  readonly store: Store;
  readonly programs: readonly Program[];
}

export interface Engine extends AsyncDisposable {
  /** Begins to drive runs; before that, what is asked for only waits. */
  start(): void;
  submit(principal: Principal, request: RunRequest): Promise<RunId>;
  send(principal: Principal, run: RunId, signal: { key: SignalKey; payload: Json; id?: SignalId }): Promise<void>;
  cancel(principal: Principal, run: RunId, reason: string): Promise<void>;
  pause(principal: Principal, run: RunId, reason: string): Promise<void>;
  resume(principal: Principal, run: RunId): Promise<void>;
  answerDoubt(principal: Principal, run: RunId, answer: DoubtAnswer & { path: string }): Promise<void>;
  /** Starts a new run from the journal of one that has ended. */
  retry(principal: Principal, run: RunId, request: Partial<RetryRequest>): Promise<RunId>;
  getRun(principal: Principal, run: RunId): Promise<RunState>;
  listRuns(principal: Principal, filter: RunFilter): Promise<RunPage>;
  readEvents(principal: Principal, run: RunId): AsyncGenerator<RunEvent>;
  /** Resolves when the run has ended; with `or`, also when it has come into one of those states. */
  untilSettled(principal: Principal, run: RunId, or?: readonly RunSummary['status'][]): Promise<RunSummary>;
  /** How many runs are being driven right now. */
  readonly driving: number;
  /** Lets what is under way end within the grace; the rest goes on at the next start. */
  close(graceMs?: number): Promise<void>;
  /** Gives everything up at once, as a crash would. For tests. */
  drop(): void;
}

const DEFAULT_GRACE_MS = 10_000;

export function createEngine(options: EngineOptions): Engine {
  const { concurrentRuns = 10_000, onProblem = () => {} } = options;
  const bell = new RestBell(options.live ?? { publish: () => {} }, (error) => onProblem(error, undefined));
  const ports = toPorts(options, bell);
  const dispatcher = new Dispatcher(ports, { concurrentRuns, onProblem });
  const gate = { closed: false };
  const close = async (graceMs = DEFAULT_GRACE_MS) => {
    gate.closed = true;
    await dispatcher.close(graceMs);
  };
  return {
    ...createQueries(ports, bell),
    ...createSubmissions(ports, { gate, poke: () => dispatcher.poke() }),
    ...createSignals(ports),
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
  const { clock = systemClock, random = systemRandom, redact = createRedact(), build = 'unnamed' } = options;
  const worker = options.worker ?? WorkerId.parse(toIdText('wrk', clock.now(), random.bytes(RANDOM_BYTES)));
  return { ...options, clock, random, redact, build, live, worker, programs: createProgramBook(options.programs) };
}

function createQueries(
  { store, clock }: DrivePorts,
  bell: RestBell,
): Pick<Engine, 'getRun' | 'listRuns' | 'readEvents' | 'untilSettled'> {
  return {
    async getRun(principal, run) {
      assertRight(principal, 'view');
      return getRunState(store, { tenant: principal.tenant, run });
    },
    async listRuns(principal, filter) {
      assertRight(principal, 'view');
      return store.listRuns(principal.tenant, filter);
    },
    readEvents(principal, run) {
      assertRight(principal, 'view');
      return readEvents(store, { tenant: principal.tenant, run });
    },
    async untilSettled(principal, run, or = []) {
      assertRight(principal, 'view');
      return untilSettled({ bell, clock, library: store }, { tenant: principal.tenant, run }, or);
    },
  };
}

function createSubmissions(
  ports: DrivePorts,
  { gate, poke }: { gate: { readonly closed: boolean }; poke: () => void },
): Pick<Engine, 'submit' | 'retry'> {
  const { store, clock, redact, programs } = ports;
  const assertMay = (principal: Principal) => {
    assertRight(principal, 'use');
    if (gate.closed) throw new RunError('engine_closed', 'the engine is shutting down', { nothingHappened: true });
  };
  return {
    async submit(principal, request) {
      assertMay(principal);
      const run = request.run ?? RunId.parse(newId(ports, 'run'));
      const program = programs.getNewest(request.program);
      const parsed = program.input.safeParse(request.input);
      if (!parsed.success) throw toInvalidInput(parsed.error);
      const submitted = store.submit(createRun(toWish(principal, run, request), clock.now(), redact));
      poke();
      await submitted;
      return run;
    },
    async retry(principal, run, request) {
      assertMay(principal);
      const events = await Array.fromAsync(readEvents(store, { tenant: principal.tenant, run }));
      const next = RunId.parse(newId(ports, 'run'));
      const wish = RetryRequest.parse(request);
      const retried = createRetry(events, { ...wish, run: next }, ports);
      if (!wish.repeatEffect) await assertNoChildEffects(ports, { tenant: principal.tenant, events, wish });
      await store.submit(retried);
      return next;
    },
  };
}

function createSignals(ports: DrivePorts): Pick<Engine, 'send' | 'cancel' | 'pause' | 'resume' | 'answerDoubt'> {
  const { store, clock } = ports;
  const send: Engine['send'] = async (principal, run, { key, payload, id }) => {
    assertRight(principal, 'use');
    const signal = parseSignal({ id: id ?? newId(ports, 'sig'), key, payload, by: principal.user, at: clock.now() });
    // Refused here, where the sender hears of it, rather than by the run that it reaches.
    packPayload(signal.payload, ports.redact);
    await store.signal(principal.tenant, run, signal);
  };
  const control = (principal: Principal, run: RunId, payload: Control) =>
    send(principal, run, { key: CONTROL_KEY, payload });
  return {
    send,
    cancel: (principal, run, reason) => control(principal, run, { action: 'cancel', reason }),
    pause: (principal, run, reason) => control(principal, run, { action: 'pause', reason }),
    async resume(principal, run) {
      assertRight(principal, 'use');
      const { status } = await getSummary(store, { tenant: principal.tenant, run });
      if (isFinished(status)) throw new RunFinishedError(run);
      const isAside = status === 'paused' || status === 'quarantined';
      // A pause that has not taken hold yet can be taken back, too.
      if (!isAside && !(await store.pendingSignals(principal.tenant, run)).some(isPause)) {
        throw new RunError('run_not_paused', `${run} is ${status}, not paused`, { nothingHappened: true });
      }
      await control(principal, run, { action: 'resume' });
    },
    async answerDoubt(principal, run, { path, verdict, output, attempt }) {
      assertRight(principal, 'use');
      const state = await getRunState(store, { tenant: principal.tenant, run });
      if (!Object.hasOwn(state.doubts, path))
        throw new RunError('step_not_found', `${run} has no open doubt at ${path}`, { nothingHappened: true });
      await send(principal, run, {
        key: toDoubtKey(path),
        payload: {
          verdict,
          attempt: attempt ?? state.intents[path]?.attempt ?? 1,
          ...(output !== undefined && { output }),
        },
      });
    },
  };
}

function newId({ clock, random }: DrivePorts, prefix: 'run' | 'sig'): string {
  return toIdText(prefix, clock.now(), random.bytes(RANDOM_BYTES));
}

function toWish(principal: Principal, run: RunId, request: RunRequest) {
  const { tenant, user } = principal;
  return {
    ...request,
    tenant,
    run,
    by: user,
    pins: request.pins ?? null,
    labels: request.labels ?? [{ source: 'owner' as const }],
    priority: request.priority ?? ('normal' as const),
    account: tenant,
    searchText: [request.title, request.searchText ?? ''].join('\n'),
  };
}

function isPause({ key, payload }: Signal): boolean {
  return key === CONTROL_KEY && Control.safeParse(payload).data?.action === 'pause';
}

function assertRight(principal: Principal, right: Right): void {
  if (principal.rights.includes(right)) return;
  throw new RunError('forbidden', `this needs the right to ${right}`, { nothingHappened: true });
}

function parseSignal(input: unknown): Signal {
  const parsed = Signal.safeParse(input);
  if (parsed.success) return parsed.data;
  throw toInvalidInput(parsed.error);
}

function toInvalidInput(error: { issues: readonly { path: PropertyKey[]; message: string }[] }): InvalidInputError {
  const [issue] = error.issues;
  const field = issue?.path.join('.') ?? '';
  return new InvalidInputError(`${field || 'the input'}: ${issue?.message ?? 'invalid'}`, field, { cause: error });
}
