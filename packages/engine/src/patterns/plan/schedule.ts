/**
 * Which sub-tasks of a plan run when. One may begin when everything that it comes after is settled, and a place is free;
 * of several, the one that the most work hangs on comes first.
 */
export interface Scheduled {
  readonly id: string;
  readonly after: readonly string[];
  readonly share: number;
}

export interface Schedule {
  /** The most urgent first. */
  readonly tasks: readonly Scheduled[];
  readonly atOnce: number;
  readonly begun: ReadonlySet<string>;
  readonly settled: ReadonlySet<string>;
}

/** Takes a plan without circles. */
export function openSchedule(tasks: readonly Scheduled[], atOnce: number): Schedule {
  const tails = measureTails(tasks);
  const urgent = tasks.toSorted((one, other) => (tails.get(other.id) ?? 0) - (tails.get(one.id) ?? 0));
  return { tasks: urgent, atOnce, begun: new Set(), settled: new Set() };
}

/** Begins as many as may begin now. */
export function beginReady(schedule: Schedule): { readonly schedule: Schedule; readonly begun: readonly string[] } {
  const { tasks, atOnce, begun, settled } = schedule;
  const free = atOnce - (begun.size - settled.size);
  const ready = tasks.filter(({ id, after }) => !begun.has(id) && after.every((other) => settled.has(other)));
  const chosen = ready.slice(0, Math.max(0, free)).map(({ id }) => id);
  return { schedule: { ...schedule, begun: new Set([...begun, ...chosen]) }, begun: chosen };
}

/** It is accepted, or known that it will never be: what comes after it need not wait any more. */
export function settleTask(schedule: Schedule, id: string): Schedule {
  return { ...schedule, settled: new Set([...schedule.settled, id]) };
}

/** The share of the longest road from each sub-task to the end. */
function measureTails(tasks: readonly Scheduled[]): ReadonlyMap<string, number> {
  const tails = new Map<string, number>();
  const measure = ({ id, share }: Scheduled): number => {
    const known = tails.get(id);
    if (known !== undefined) return known;
    const tail = share + Math.max(0, ...tasks.filter(({ after }) => after.includes(id)).map(measure));
    tails.set(id, tail);
    return tail;
  };
  for (const task of tasks) measure(task);
  return tails;
}
