import { drivesRuns, type WorkerView } from '@tutti/protocol/api';
import type { Finding } from './finding.ts';

const ABOUT = 'workers';

/** Who is at work; servers that drive nothing are no help to a run that waits. */
export function checkWorkers(workers: readonly WorkerView[]): Finding {
  const atWork = workers.filter(({ state }) => state === 'at_work');
  if (atWork.length === 0) return { about: ABOUT, state: 'note', text: 'nobody is at work' };
  const names = atWork.map((worker) => (drivesRuns(worker) ? worker.name : `${worker.name} (drives none)`)).join(', ');
  const text = `${atWork.length} at work: ${names}`;
  if (atWork.some(drivesRuns)) return { about: ABOUT, state: 'note', text };
  return { about: ABOUT, state: 'warning', text, remedy: 'Start one that drives runs: tutti worker' };
}
