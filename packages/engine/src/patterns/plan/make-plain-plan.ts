import type { AgentId } from '@tutti/protocol';
import { MOST_TASKS, type SubTask } from './plan.ts';

export interface Worker {
  readonly id: AgentId;
  readonly purpose: string;
}

/** Where no plan of a lead can be used: one sub-task for each part, or for each worker, and none waits for another. */
export function makePlainPlan(workers: readonly Worker[], parts: readonly string[]): readonly SubTask[] {
  if (parts.length === 0) {
    const some = workers.slice(0, MOST_TASKS);
    return some.map(({ id, purpose }, place) => ({
      id: `part-${place + 1}`,
      what: `Work on the goal as far as it is yours, given what you are for: ${purpose}`,
      after: [],
      assignee: id,
      test: 'It is a result for the goal itself, not a plan or a report.',
      share: 1 / some.length,
    }));
  }
  const size = Math.ceil(parts.length / MOST_TASKS);
  const groups = Array.from({ length: Math.ceil(parts.length / size) }, (_, place) =>
    parts.slice(place * size, (place + 1) * size),
  );
  return groups.flatMap((group, place) => {
    const worker = workers[place % workers.length];
    if (!worker) return [];
    return {
      id: `part-${place + 1}`,
      what: group.length === 1 ? (group[0] ?? '') : group.map((part) => `- ${part}`).join('\n'),
      after: [],
      assignee: worker.id,
      test: 'It is the result that this part asks for, not a plan or a report.',
      share: group.length / parts.length,
    };
  });
}
