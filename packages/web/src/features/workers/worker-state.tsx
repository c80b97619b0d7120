import type { WorkerState } from '@tutti/protocol';
import { workersText } from '../../strings/workers.ts';
import { StatusDot } from '../../ui/status-dot.tsx';
import type { Tone } from '../../ui/tone.ts';

const TONE: Record<WorkerState, Tone> = {
  at_work: 'success',
  draining: 'progress',
  ended: 'neutral',
  lost: 'danger',
};

export function WorkerStateText({ state }: { state: WorkerState }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap" title={workersText.stateMeans[state]}>
      <StatusDot tone={TONE[state]} pulse={state === 'draining'} />
      {workersText.state[state]}
    </span>
  );
}
