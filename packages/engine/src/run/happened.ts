/** Which effects have happened outside, as a journal tells it. */
import { type CarriedEffect, type EventOf, isGuarded, type RunEvent, type StepPath } from '@tutti/protocol';

/** With its outcome; undefined where it happened without one that another run could take over, as when its step failed afterwards. */
export function findHappened(events: readonly RunEvent[]): Map<StepPath, CarriedEffect | undefined> {
  const happened = new Map<StepPath, CarriedEffect | undefined>();
  const intended = new Set<StepPath>();
  for (const event of events) {
    if (event.type === 'effect.intended') intended.add(event.path);
    else if (event.type === 'effect.carried') happened.set(event.path, event);
    else if (event.type === 'effect.resolved') {
      if (event.verdict === 'happened') happened.set(event.path, undefined);
      else intended.delete(event.path);
    } else if (event.type === 'step.completed' && isGuarded(event.effect)) happened.set(event.path, event);
    else if (event.type === 'step.failed' && isGuarded(event.effect) && intended.has(event.path))
      happened.set(event.path, undefined);
  }
  return happened;
}

/** The intent of an effect that happened although its step failed: a copy of the failure must not lose it. */
export function findIntent(
  events: readonly RunEvent[],
  failed: EventOf<'step.failed'>,
): EventOf<'effect.intended'> | undefined {
  const before = events.filter((event) => event.seq < failed.seq && 'path' in event && event.path === failed.path);
  const last = before.findLast(({ type }) => type === 'effect.intended' || type === 'effect.resolved');
  return last?.type === 'effect.intended' ? last : undefined;
}
