/** Drives runs until they rest, while somebody watches. One path for every command that lets runs go on. */
import { EngineError } from '@tutti/engine';
import type { RunId } from '@tutti/protocol';
import type { CommandContext } from '../command-context.ts';
import { isLogged } from '../config.ts';
import { EXIT, toExitCodeOfRun } from '../exit-code.ts';
import type { Problem } from '../home/live-hub.ts';
import type { Home } from '../home/open-home.ts';
import { describeError } from '../report-error.ts';
import { writeLine } from '../terminal.ts';
import { JsonLines } from '../view/json-lines.ts';
import { LiveScreen } from '../view/live-screen.ts';
import { PlainLog } from '../view/plain-log.ts';
import { renderSummary, renderTotals } from '../view/render-summary.ts';
import type { RunView } from '../view/run-view.ts';
import { createStyle } from '../view/style.ts';
import { listenForInterrupts } from './interrupts.ts';
import { getRunReport } from './run-report.ts';
import { RunWatch } from './run-watch.ts';

export interface DriveWish {
  readonly runs: readonly RunId[];
  readonly json: boolean;
  /** What the first Ctrl-C does: runs that somebody else began are only left. */
  readonly onInterrupt: 'cancel' | 'leave';
  /** Something was just sent to them that wakes them. */
  readonly woken?: boolean;
  /** Only the totals are told at the end. */
  readonly brief?: boolean;
}

type Ending = { readonly kind: 'rested' } | { readonly kind: 'left'; readonly exitCode: number };

/** These do not pass by waiting: the command ends with them. */
const FINAL: ReadonlySet<string> = new Set(['journal_corrupt', 'journal_too_new', 'unknown_program', 'store_failed']);

const LOOK_AT_DISK_MS = 1_000;

/** Returns the exit code. */
export async function driveRuns(context: CommandContext, home: Home, wish: DriveWish): Promise<number> {
  const { woken = false } = wish;
  const watches = await Promise.all(wish.runs.map((run) => RunWatch.open(home, run, { woken })));
  const view = createView(context, home, wish);
  const drive = new Drive(context, { home, watches, view, wish });
  const ending = await drive.untilEnd();
  view.end();
  if (ending.kind === 'left') return ending.exitCode;
  for (const { run } of watches) await tellRest(context, home, { ...wish, run });
  if (drive.interrupted) return EXIT.interrupted;
  return watches.map(({ state }) => toExitCodeOfRun(state.status)).find((code) => code !== EXIT.done) ?? EXIT.done;
}

interface DriveParts {
  readonly home: Home;
  readonly watches: readonly RunWatch[];
  readonly view: RunView;
  readonly wish: DriveWish;
}

class Drive {
  interrupted = false;
  readonly #context: CommandContext;
  readonly #parts: DriveParts;
  readonly #end = Promise.withResolvers<Ending>();

  constructor(context: CommandContext, parts: DriveParts) {
    this.#context = context;
    this.#parts = parts;
  }

  async untilEnd(): Promise<Ending> {
    const { home, watches, view } = this.#parts;
    const byRun = new Map(watches.map((watch) => [watch.run, watch]));
    for (const watch of watches) view.begin(watch);
    const stops = [
      home.hub.listen((notice) => {
        const watch = byRun.get(notice.run);
        if (watch) view.hear(watch, notice, watch.hear(notice));
      }),
      home.hub.onProblem((problem) => this.#onProblem(problem)),
      listenForInterrupts({
        interrupt: () => void this.#interrupt().catch((error: unknown) => this.#end.reject(error)),
        leaveAtOnce: () => this.#leaveAtOnce(),
        terminate: () => void this.#leave(EXIT.terminated).catch((error: unknown) => this.#end.reject(error)),
      }),
    ];
    stops.push(this.#watchDisk());
    home.engine.start();
    try {
      const rested = Promise.all(watches.map((watch) => watch.untilRest()));
      return await Promise.race([rested.then((): Ending => ({ kind: 'rested' })), this.#end.promise]);
    } catch (error) {
      view.end();
      throw error;
    } finally {
      for (const stop of stops) stop();
    }
  }

  async #interrupt(): Promise<void> {
    const { home, watches, view, wish } = this.#parts;
    this.interrupted = true;
    if (wish.onInterrupt === 'leave') return this.#leave(EXIT.interrupted);
    view.say('Cancelling. Ctrl-C again leaves at once; the run then goes on with `tutti resume`.');
    for (const { run, rests } of watches)
      if (!rests) await home.engine.cancel(home.principal, run, 'interrupted with Ctrl-C');
  }

  /** What is under way may end; everything else goes on at the next start. */
  async #leave(exitCode: number): Promise<void> {
    const { home, view } = this.#parts;
    view.say('Stopping. What is under way may end; `tutti resume` goes on with the rest.');
    await home.engine.close();
    this.#end.resolve({ kind: 'left', exitCode });
  }

  /** A run on a full disk waits without a word, so somebody has to say why nothing happens. */
  #watchDisk(): () => void {
    const { clock } = this.#context;
    const { home, view } = this.#parts;
    let said = '';
    let callOff = () => {};
    const look = () => {
      const health = home.store.health();
      const text = health.state === 'ok' ? '' : health.message;
      if (text !== said && text !== '') view.say(`${text} (work goes on by itself when there is space)`);
      if (text !== said && text === '') view.say('There is space again.');
      said = text;
      callOff = clock.at(clock.now() + LOOK_AT_DISK_MS, look);
    };
    look();
    return () => callOff();
  }

  #leaveAtOnce(): void {
    this.#parts.view.end();
    process.exit(EXIT.interrupted);
  }

  #onProblem({ error, run }: Problem): void {
    const { watches, view } = this.#parts;
    const { code, message } = describeError(error);
    const watched = run === undefined || watches.some((watch) => watch.run === run);
    if (watched && error instanceof EngineError && FINAL.has(code)) return this.#end.reject(error);
    if (!isLogged(this.#context.config.logLevel, 'warn')) return;
    view.say(`problem${run === undefined ? '' : ` of ${run}`}: ${message} (${code})`);
  }
}

async function tellRest(
  { terminal: { out } }: CommandContext,
  home: Home,
  { run, json, brief = false }: Pick<DriveWish, 'json' | 'brief'> & { run: RunId },
): Promise<void> {
  const report = await getRunReport(home, run);
  if (json) return writeLine(out, JSON.stringify(report));
  const style = createStyle(out.color);
  if (brief) return writeLine(out, renderTotals(report, style));
  for (const line of renderSummary(report, style)) writeLine(out, line);
}

function createView({ terminal, clock }: CommandContext, home: Home, { json }: DriveWish): RunView {
  if (json) return new JsonLines(terminal);
  const { out } = terminal;
  if (!out.isTty) return new PlainLog(out);
  return new LiveScreen({ writer: out, clock, wordsLabel: home.wordsLabel });
}
