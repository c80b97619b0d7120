/** One JSON text for each event, and nothing else. */
import type { LiveNotice } from '@tutti/protocol';
import type { RunEvent } from '@tutti/protocol';
import type { RunWatch } from '../runs/run-watch.ts';
import { type Terminal, writeLine } from '../terminal.ts';
import type { RunView } from './run-view.ts';

export class JsonLines implements RunView {
  readonly #terminal: Terminal;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  begin({ events }: RunWatch): void {
    for (const event of events) writeLine(this.#terminal.out, JSON.stringify(event));
  }

  hear(_watch: RunWatch, _notice: LiveNotice, news: readonly RunEvent[]): void {
    for (const event of news) writeLine(this.#terminal.out, JSON.stringify(event));
  }

  say(text: string): void {
    writeLine(this.#terminal.err, text);
  }

  end(): void {}
}
