import type { RunEvent } from '@tutti/protocol';
import { ArrowLeftRight } from 'lucide-react';
import { useWorkerNames } from '../../../domain/use-worker-names.ts';
import { workersText } from '../../../strings/workers.ts';
import { Time } from '../../../ui/time.tsx';
import { findTakeovers } from '../find-takeovers.ts';

const SHOWN = 3;

/** When the run changed hands because whoever drove it was gone; the newest of them. */
export function Takeovers({ events }: { events: readonly RunEvent[] }) {
  const nameOf = useWorkerNames();
  const takeovers = findTakeovers(events);
  if (takeovers.length === 0) return null;
  const earlier = takeovers.length - SHOWN;
  return (
    <ul aria-label={workersText.takeovers} className="border-b border-line bg-sunken px-3 py-1.5 text-xs text-muted">
      {earlier > 0 && <li className="pl-5">{workersText.takeoversBefore(earlier)}</li>}
      {takeovers.slice(-SHOWN).map(({ seq, at, by, from }) => (
        <li key={seq} data-takeover={seq} className="flex min-w-0 items-baseline gap-2 py-0.5">
          <ArrowLeftRight size={12} aria-hidden className="shrink-0 translate-y-0.5 text-info" />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            <Time at={at} /> <span className="text-text">{workersText.takenOver(nameOf(by), nameOf(from))}</span>.{' '}
            {workersText.takeoverMeans}
          </span>
        </li>
      ))}
    </ul>
  );
}
