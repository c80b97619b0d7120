/** Steps that have ended, with the calls that were sent to models for them. */
import { type EventOf, ModelCalls, type RunEvent, type Spending, type TimelineCall } from '@tutti/protocol';
import { type ModelCallView, type StepView, toRouteView, toTime, toUsageView } from '@tutti/protocol/api';

export type StepEnd = EventOf<'step.completed'> | EventOf<'step.failed'>;

export interface EndedStep {
  readonly end: StepEnd;
  readonly calls: readonly ModelCallView[];
}

/** Reads a journal from its beginning, as the calls of a step stand before its end; what they cost may be settled long after it. */
export async function* collectSteps(
  events: AsyncIterable<RunEvent>,
  spendings: readonly Spending[],
): AsyncGenerator<EndedStep> {
  const calls = new ModelCalls();
  const spent = Map.groupBy(spendings, ({ path }) => path);
  for await (const event of events) {
    calls.take(event);
    if (event.type !== 'step.completed' && event.type !== 'step.failed') continue;
    yield { end: event, calls: withUsage(calls.at(event.path).map(toCallView), spent.get(event.path) ?? []) };
    calls.forget(event.path);
  }
}

function toCallView({ attempt, at, route, failure }: TimelineCall): ModelCallView {
  return {
    attempt,
    at: toTime(at),
    route: toRouteView(route),
    ...(failure && { failure: { code: failure.error.code, message: failure.error.message, class: failure.class } }),
  };
}

/** Each model's calls are settled in the order in which they were sent. */
function withUsage(calls: readonly ModelCallView[], spendings: readonly Spending[]): readonly ModelCallView[] {
  const left = [...spendings];
  return calls.map((call) => {
    const index = left.findIndex(({ model }) => model === call.route.model);
    const [spending] = index < 0 ? [] : left.splice(index, 1);
    if (!spending) return call;
    return { ...call, usage: toUsageView(spending.usage), ...(spending.inDoubt && { inDoubt: true }) };
  });
}

export function toStepView({ end: event, calls }: EndedStep): StepView {
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
    ...(calls.length > 0 && { calls: [...calls] }),
    input,
    seq,
    ...end,
  };
}
