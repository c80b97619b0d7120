import type { LiveNotice } from '@tutti/protocol';
import type { RunEvent } from '@tutti/protocol';
import type { RunWatch } from '../runs/run-watch.ts';

/** How whoever waits for runs sees them meanwhile. */
export interface RunView {
  /** What was recorded before anybody looked. */
  begin(watch: RunWatch): void;
  /** `news` are the notice's events that were not seen before. */
  hear(watch: RunWatch, notice: LiveNotice, news: readonly RunEvent[]): void;
  /** A line for the person who watches, which is not about a step. */
  say(text: string): void;
  /** The runs rest: whatever is still to be drawn is drawn, and nothing after it. */
  end(): void;
}
