import type { FailureClass } from '@tutti/protocol';
import type { RouteState } from '@tutti/protocol/api';
import { modelsText as text } from '../../strings/models.ts';
import { moneyText } from '../../strings/money.ts';
import { StatusDot } from '../../ui/status-dot.tsx';
import { Time } from '../../ui/time.tsx';
import type { Tone } from '../../ui/tone.ts';

const TONE: Record<RouteState, Tone> = {
  ready: 'success',
  busy: 'progress',
  probing: 'progress',
  waits: 'attention',
  quota: 'attention',
  down: 'danger',
};

interface Props {
  /** Undefined: it cannot be called here. */
  readonly state: RouteState | undefined;
  readonly until?: string | undefined;
  /** What went wrong last. */
  readonly because?: FailureClass | undefined;
}

/** How a model is, and until when. */
export function ModelState({ state, until, because }: Props) {
  if (state === undefined) return <span className="text-muted">{text.notOffered}</span>;
  return (
    <span className="inline-flex min-w-0 items-baseline gap-1.5" title={text.stateMeans[state]} data-state={state}>
      <span className="translate-y-px">
        <StatusDot tone={TONE[state]} pulse={state === 'probing'} />
      </span>
      <span className="min-w-0">
        {text.state[state]}
        {until !== undefined && state !== 'ready' && (
          <span className="block text-xs text-muted">
            {text.until} <Time at={until} />
          </span>
        )}
        {because !== undefined && state !== 'ready' && (
          <span className="block text-xs text-muted">{moneyText.failure[because]}</span>
        )}
      </span>
    </span>
  );
}
