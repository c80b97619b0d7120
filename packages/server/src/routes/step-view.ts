import type { EventOf, RunEvent } from '@tutti/protocol';
import { type StepView, toTime, toUsageView } from '@tutti/protocol/api';

export type StepEnd = EventOf<'step.completed'> | EventOf<'step.failed'>;

export function isStepEnd(event: RunEvent): event is StepEnd {
  return event.type === 'step.completed' || event.type === 'step.failed';
}

export function toStepView(event: StepEnd): StepView {
  const { path, name, kind, effect, agent, model, tool, attempts, startedAt, at, usage, input, seq } = event;
  const end =
    event.type === 'step.completed'
      ? { status: 'completed' as const, labels: event.labels ?? [], output: event.output }
      : { status: 'failed' as const, labels: [], error: event.error };
  return {
    path,
    name,
    kind,
    effect,
    agent,
    model,
    tool,
    attempts,
    startedAt: toTime(startedAt),
    finishedAt: toTime(at),
    // A clock that was set back makes no step end before it began.
    durationMs: Math.max(0, at - startedAt),
    usage: usage && toUsageView(usage),
    input,
    seq,
    ...end,
  };
}
