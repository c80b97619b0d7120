/** What a team has decided on the way, a line each; all of it is in `tutti events`. */
import { describeDecision, type RunEvent } from '@tutti/protocol';

const MOST_SHOWN = 24;

export function describeDecisions(events: readonly RunEvent[]): readonly string[] {
  const lines = events.flatMap((event) => describeDecision(event) ?? []);
  if (lines.length <= MOST_SHOWN) return lines;
  // The end tells what came of it.
  return [`… ${lines.length - MOST_SHOWN + 1} more before`, ...lines.slice(1 - MOST_SHOWN)];
}
