import { workersText } from '../../strings/workers.ts';
import { formatDuration } from '../../ui/format-duration.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** Whoever is well is heard of every second or so: counting that would only flicker. */
const NOW_MS = 3 * SECOND_MS;

export function formatQuiet(quietMs: number): string {
  if (quietMs < NOW_MS) return workersText.justNow;
  const length = quietMs < MINUTE_MS ? `${Math.floor(quietMs / SECOND_MS)} s` : formatDuration(quietMs);
  return workersText.ago(length);
}
