/** Steps that have ended, with the calls that were sent to models for them. */
import type { EventOf, RunEvent, Spending, StepPath } from '@tutti/protocol';
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
  const calls = new Map<StepPath, ModelCallView[]>();
  const spent = Map.groupBy(spendings, ({ path }) => path);
  for await (const event of events) {
    if (event.type === 'step.completed' || event.type === 'step.failed') {
      if (event.type === 'step.failed') changeLast(calls.get(event.path), toFailure(event));
      yield { end: event, calls: withUsage(calls.get(event.path) ?? [], spent.get(event.path) ?? []) };
      calls.delete(event.path);
    } else noteCall(event, calls);
  }
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

function noteCall(event: RunEvent, calls: Map<StepPath, ModelCallView[]>): void {
  if (event.type === 'model.routed') {
    const { path, attempt, at, route } = event;
    calls.set(path, [...(calls.get(path) ?? []), { attempt, at: toTime(at), route: toRouteView(route) }]);
  } else if (event.type === 'step.retried') changeLast(calls.get(event.path), toFailure(event));
}

function toFailure({ error, class: failure }: EventOf<'step.retried'> | EventOf<'step.failed'>) {
  return { failure: { code: error.code, message: error.message, class: failure } };
}

/** What is told of a call follows its route, and comes before the next one. */
function changeLast(calls: ModelCallView[] | undefined, facts: Partial<ModelCallView>): void {
  const last = calls?.pop();
  if (last) calls?.push({ ...last, ...facts });
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
