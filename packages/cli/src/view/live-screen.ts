/** The runs as trees that are drawn again in place, for a terminal. */
import type { Clock } from '@tutti/engine';
import type { RunId } from '@tutti/protocol';
import type { RunWatch } from '../runs/run-watch.ts';
import type { Writer } from '../terminal.ts';
import { cutColoured } from './fit-text.ts';
import { renderHeader } from './render-header.ts';
import { renderTree } from './render-tree.ts';
import { RunTimeline } from '@tutti/protocol';
import type { RunView } from './run-view.ts';
import { createStyle, type Style } from './style.ts';

const FRAME_MS = 80;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

interface Shown {
  readonly watch: RunWatch;
  readonly tree: RunTimeline;
}

export interface ScreenOptions {
  readonly writer: Writer;
  readonly clock: Clock;
  readonly wordsLabel: string;
}

export class LiveScreen implements RunView {
  readonly #options: ScreenOptions;
  readonly #style: Style;
  readonly #shown = new Map<RunId, Shown>();
  #drawn = 0;
  #callOff: (() => void) | undefined;

  constructor(options: ScreenOptions) {
    this.#options = options;
    this.#style = createStyle(options.writer.color);
    options.writer.write(HIDE_CURSOR);
  }

  begin(watch: RunWatch): void {
    const tree = new RunTimeline();
    for (const event of watch.events) tree.apply(event);
    this.#shown.set(watch.run, { watch, tree });
    this.#schedule();
  }

  hear(watch: RunWatch, notice: Parameters<RunTimeline['hear']>[0]): void {
    this.#shown.get(watch.run)?.tree.hear(notice);
    this.#schedule();
  }

  say(text: string): void {
    this.#erase();
    this.#options.writer.write(`${text}\n`);
    this.#draw();
  }

  end(): void {
    this.#callOff?.();
    this.#erase();
    // The last picture stays, and is not cut to the window.
    this.#options.writer.write(`${this.#render(Number.POSITIVE_INFINITY).join('\n')}\n${SHOW_CURSOR}`);
  }

  #schedule(): void {
    const { clock } = this.#options;
    this.#callOff ??= clock.at(clock.now() + FRAME_MS, () => {
      this.#callOff = undefined;
      this.#erase();
      this.#draw();
      // Times go on while nothing is heard.
      this.#schedule();
    });
  }

  #erase(): void {
    if (this.#drawn > 0) this.#options.writer.write(`\u001b[${this.#drawn}A\r\u001b[J`);
    this.#drawn = 0;
  }

  #draw(): void {
    const lines = this.#render(Math.max(this.#options.writer.rows - 2, 4));
    if (lines.length === 0) return;
    // A line that wrapped would take more rows than are erased before the next picture.
    const { writer } = this.#options;
    writer.write(`${lines.map((line) => cutColoured(line, writer.columns)).join('\n')}\n`);
    this.#drawn = lines.length;
  }

  #render(rows: number): string[] {
    const { writer, clock, wordsLabel } = this.#options;
    const now = clock.now();
    const look = { style: this.#style, columns: writer.columns, now, wordsLabel, detailed: false };
    const lines = [...this.#shown.values()].flatMap(({ watch, tree }) => [
      renderHeader(watch.state, tree, look),
      ...renderTree(tree, look),
    ]);
    if (lines.length <= rows) return lines;
    // The newest is at the bottom; what does not fit is above it.
    return [this.#style.dim(`  … ${lines.length - rows + 1} more lines above`), ...lines.slice(1 - rows)];
  }
}
