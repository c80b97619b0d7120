/** Watches runs until they rest, and lets them go on where that is up to this process. One path for every command that waits for runs. */
import { EngineError } from '@tutti/engine';
import type { RunId } from '@tutti/protocol';
import type { CommandContext } from '../command-context.ts';
import type { Desk, TroubleListener } from '../desk/desk.ts';
import { EXIT, toExitCodeOfRun } from '../exit-code.ts';
import { isLogged } from '../parse-config.ts';
import { describeError } from '../report-error.ts';
import { writeLine } from '../terminal.ts';
import { JsonLines } from '../view/json-lines.ts';
import { LiveScreen } from '../view/live-screen.ts';
import { PlainLog } from '../view/plain-log.ts';
import { renderSummary, renderTotals } from '../view/render-summary.ts';
import type { RunPresenter } from '../view/run-presenter.ts';
import type { RunView } from '../view/run-view.ts';
import { createStyle } from '../view/style.ts';
import { listenForInterrupts } from './interrupts.ts';
import { getRunReport } from './run-report.ts';
import { RunWatch } from './run-watch.ts';
import { isUndriven } from './warn-undriven.ts';

export interface DriveWish {
  readonly runs: readonly RunId[];
  readonly json: boolean;
  /** What the first Ctrl-C does: runs that somebody else began are only left. */
  readonly onInterrupt: 'cancel' | 'leave';
  /** Something was just sent to them that wakes them, when they were at this event. */
  readonly wokenAt?: number;
  /** Only the totals are told at the end. */
  readonly brief?: boolean;
  /** In the place of the usual view and of what is told at the end. */
  readonly present?: RunPresenter;
}

type Ending = { readonly kind: 'rested' } | { readonly kind: 'left'; readonly exitCode: number };

/** These do not pass by waiting: the command ends with them. */
const FINAL: ReadonlySet<string> = new Set(['journal_corrupt', 'journal_too_new', 'unknown_program', 'store_failed']);

/** Returns the exit code. */
export async function driveRuns(context: CommandContext, desk: Desk, wish: DriveWish): Promise<number> {
  const drive = new Drive(context, desk, wish);
  const ending = await drive.untilEnd();
  if (ending.kind === 'left') return ending.exitCode;
  for (const watch of drive.watches) await tellRest(context, desk, { wish, watch });
  if (drive.interrupted) return EXIT.interrupted;
  return (
    drive.watches.map(({ state }) => toExitCodeOfRun(state.status)).find((code) => code !== EXIT.done) ?? EXIT.done
  );
}

class Drive {
  interrupted = false;
  watches: readonly RunWatch[] = [];
  readonly #context: CommandContext;
  readonly #desk: Desk;
  readonly #wish: DriveWish;
  readonly #view: RunView;
  readonly #stopped = new AbortController();
  readonly #end = Promise.withResolvers<Ending>();
  #isAway = false;

  constructor(context: CommandContext, desk: Desk, wish: DriveWish) {
    this.#context = context;
    this.#desk = desk;
    this.#wish = wish;
    this.#view = createView(context, desk, wish);
    this.#end.promise.catch(() => {}); // Whoever waits for the end hears of it; nobody may wait yet.
  }

  async untilEnd(): Promise<Ending> {
    const stops = [this.#listen(), this.#desk.listenForTrouble(this.#troubles())];
    try {
      return await Promise.race([this.#untilRest(), this.#end.promise]);
    } finally {
      for (const stop of stops) stop();
      this.#stopped.abort();
      this.#view.end();
    }
  }

  async #untilRest(): Promise<Ending> {
    const { runs, wokenAt } = this.#wish;
    this.watches = await Promise.all(runs.map((run) => this.#watch(run, wokenAt)));
    for (const watch of this.watches) this.#view.begin(watch);
    this.#desk.drive();
    await Promise.all(this.watches.map((watch) => watch.untilRest()));
    return { kind: 'rested' };
  }

  #watch(run: RunId, wokenAt: number | undefined): Promise<RunWatch> {
    return RunWatch.open(this.#desk, run, {
      wokenAt,
      signal: this.#stopped.signal,
      hear: (watch, notice, news) => {
        // Others are still reading their past: what they hear now stands in their events when the view begins.
        if (this.watches.includes(watch)) this.#view.hear(watch, notice, news);
        if (this.#isAway) this.#view.say('The server answers again.');
        this.#isAway = false;
      },
      onReconnecting: () => {
        if (!this.#isAway)
          this.#view.say(`${this.#desk.place} does not answer; trying again. Nothing is lost meanwhile.`);
        this.#isAway = true;
      },
    });
  }

  #listen(): () => void {
    const orFail = (act: Promise<void>) => void act.catch((error: unknown) => this.#end.reject(error));
    return listenForInterrupts({
      interrupt: () => orFail(this.#interrupt()),
      leaveAtOnce: () => this.#leaveAtOnce(),
      terminate: () => orFail(this.#leave(EXIT.terminated)),
    });
  }

  async #interrupt(): Promise<void> {
    this.interrupted = true;
    if (this.#wish.onInterrupt === 'leave') return this.#leave(EXIT.interrupted);
    const after = this.#desk.drivesHere
      ? 'the run then goes on with `tutti resume`'
      : `${this.#desk.drivers} then goes on with it`;
    this.#view.say(`Cancelling. Ctrl-C again leaves at once; ${after}.`);
    for (const { run, rests } of this.watches) if (!rests) await this.#desk.cancel(run, 'interrupted with Ctrl-C');
  }

  /** What is under way here may end; everything else goes on at the next start, or at the server. */
  async #leave(exitCode: number): Promise<void> {
    this.#view.say(
      this.#desk.drivesHere
        ? 'Stopping. What is under way may end; `tutti resume` goes on with the rest.'
        : await this.#tellWhoGoesOn(),
    );
    await this.#desk.leave();
    this.#end.resolve({ kind: 'left', exitCode });
  }

  async #tellWhoGoesOn(): Promise<string> {
    return !this.#isAway && (await isUndriven(this.#desk))
      ? 'Leaving. Nobody drives runs at the moment: it goes on once a worker runs (tutti worker).'
      : `Leaving; ${this.#desk.drivers} goes on with it.`;
  }

  #leaveAtOnce(): void {
    this.#view.end();
    process.exit(EXIT.interrupted);
  }

  #troubles(): TroubleListener {
    return {
      onDisk: (text) => this.#view.say(text),
      onProblem: ({ error, run }) => {
        const { code, message } = describeError(error);
        const watched = run === undefined || this.#wish.runs.includes(run);
        if (watched && error instanceof EngineError && FINAL.has(code)) return this.#end.reject(error);
        if (!isLogged(this.#context.config.logLevel, 'warn')) return;
        this.#view.say(`problem${run === undefined ? '' : ` of ${run}`}: ${message} (${code})`);
      },
    };
  }
}

async function tellRest(
  { terminal: { out } }: CommandContext,
  desk: Desk,
  { wish: { json, brief = false, present }, watch }: { wish: DriveWish; watch: RunWatch },
): Promise<void> {
  const report = await getRunReport(desk, watch.run, watch.events);
  if (present) return present.tell(report);
  if (json) return writeLine(out, JSON.stringify(report));
  const style = createStyle(out.color);
  if (brief) return writeLine(out, renderTotals(report, style));
  for (const line of renderSummary(report, style)) writeLine(out, line);
}

function createView({ terminal, clock }: CommandContext, desk: Desk, { json, present }: DriveWish): RunView {
  if (present) return present;
  if (json) return new JsonLines(terminal);
  const { out } = terminal;
  if (!out.isTty) return new PlainLog(out);
  return new LiveScreen({ writer: out, clock, wordsLabel: desk.wordsLabel });
}
