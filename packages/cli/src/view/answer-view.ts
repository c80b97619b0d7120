/**
 * One answer, and nothing else on stdout. On a terminal it is written as it comes; a pipe gets it when it is whole, as what was
 * written there cannot be taken back when a model is cut off and another one answers.
 */
import { isFinished, type LiveNotice, type RunEvent } from '@tutti/protocol';
import { type RunReport, toResultText } from '../runs/run-report.ts';
import type { RunWatch } from '../runs/run-watch.ts';
import { type Terminal, writeLine } from '../terminal.ts';
import { toPlainText } from './plain-text.ts';
import { PlainLog } from './plain-log.ts';
import { renderSummary, renderTotals } from './render-summary.ts';
import type { RunPresenter } from './run-presenter.ts';
import { createStyle } from './style.ts';

/** Whoever waits for an answer wants to know of these; all else is in `tutti show`. */
const WORTH_TELLING: ReadonlySet<RunEvent['type']> = new Set([
  'step.failed',
  'step.retried',
  'model.awaited',
  'budget.refused',
  'budget.stepped',
  'effect.doubted',
  'run.cancel_requested',
  'run.quarantined',
]);

export class AnswerView implements RunPresenter {
  readonly #terminal: Terminal;
  readonly #json: boolean;
  readonly #log: PlainLog;
  /** What stands on the terminal of the piece that is being written. */
  #written = { piece: '', text: '' };

  constructor(terminal: Terminal, json: boolean) {
    this.#terminal = terminal;
    this.#json = json;
    this.#log = new PlainLog(terminal.err);
  }

  begin(): void {}

  hear(watch: RunWatch, notice: LiveNotice, news: readonly RunEvent[]): void {
    if (this.#json) return;
    if (notice.type === 'delta' && this.#terminal.out.isTty)
      this.#write(`${notice.path} ${notice.attempt}`, notice.text);
    const worth = news.filter(({ type }) => WORTH_TELLING.has(type));
    if (worth.length === 0) return;
    this.#endLine();
    this.#log.hear(watch, notice, worth);
  }

  say(text: string): void {
    this.#endLine();
    writeLine(this.#terminal.err, text);
  }

  end(): void {
    this.#endLine();
  }

  tell(report: RunReport): void {
    const { out, err } = this.#terminal;
    if (this.#json) return writeLine(out, JSON.stringify(toAnswer(report)));
    const style = createStyle(err.color);
    const text = toResultText(report);
    if (report.state.status !== 'completed' || text === undefined) {
      for (const line of renderSummary(report, style)) writeLine(err, line);
      return;
    }
    if (!out.isTty) writeLine(out, text);
    else if (this.#written.text.trim() !== toPlainText(text).trim()) writeLine(out, toPlainText(text));
    if (report.state.rehearsed) writeLine(err, 'These are words of the rehearsal model, which understands nothing.');
    writeLine(err, renderTotals(report, style));
  }

  #write(piece: string, given: string): void {
    if (piece !== this.#written.piece) {
      this.#endLine();
      this.#written = { piece, text: '' };
    }
    const text = toPlainText(given);
    this.#written.text += text;
    this.#terminal.out.write(text);
  }

  #endLine(): void {
    if (this.#written.text === '' || this.#written.text.endsWith('\n')) return;
    this.#written.text += '\n';
    this.#terminal.out.write('\n');
  }
}

function toAnswer(report: RunReport) {
  const { state, models, open } = report;
  const { run, status, usage, rehearsed, error } = state;
  const text = isFinished(status) ? (toResultText(report) ?? null) : null;
  return { run, status, text, rehearsed, models: models.map(({ model }) => model), usage, open, error: error ?? null };
}
