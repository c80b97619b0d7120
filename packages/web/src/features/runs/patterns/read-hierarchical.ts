/** From what a lead has recorded to its plan, with how each sub-task stands and what became of it on the way. */
import * as z from 'zod';
import { findFact, listFacts, type Recorded } from './recorded.ts';

const Planned = z.object({
  by: z.string(),
  from: z.string(),
  tasks: z.array(
    z.object({
      id: z.string(),
      what: z.string(),
      after: z.array(z.string()),
      assignee: z.string(),
      share: z.number(),
      test: z.string(),
    }),
  ),
});
const Refused = z.object({ by: z.string(), attempt: z.number(), reasons: z.array(z.string()) });
const Step = z.object({
  task: z.string(),
  by: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  why: z.string().optional(),
  reason: z.string().default(''),
  round: z.number().optional(),
  reservations: z.boolean().default(false),
});
const Consolidated = z.object({
  by: z.string(),
  how: z.string(),
  pieces: z.number(),
  reservations: z.number(),
  missing: z.array(z.string()),
  reason: z.string().optional(),
});

const STEPS = ['handed_out', 'returned', 'reassigned', 'accepted', 'missed'] as const;
type StepName = (typeof STEPS)[number];

export interface TaskStep extends z.infer<typeof Step> {
  readonly name: StepName;
}

export type TaskState = 'planned' | 'working' | 'returned' | 'accepted' | 'with_reservations' | 'missing';

export interface PlannedTask {
  readonly id: string;
  readonly what: string;
  readonly test: string;
  readonly after: readonly string[];
  readonly share: number;
  /** Who has it now, or had it last. */
  readonly who: string;
  readonly state: TaskState;
  readonly steps: readonly TaskStep[];
}

export function readHierarchical(recorded: readonly Recorded[]) {
  const planned = findFact(recorded, 'hierarchical.planned', Planned);
  const steps = recorded.flatMap(({ name, data }): TaskStep[] => {
    const known = STEPS.find((step) => name === `hierarchical.${step}`);
    const step = known && Step.safeParse(data).data;
    return known && step ? [{ ...step, name: known }] : [];
  });
  const tasks = (planned?.tasks ?? []).map(({ assignee, ...task }): PlannedTask => {
    const own = steps.filter((step) => step.task === task.id);
    return { ...task, who: findWho(own) ?? assignee, state: toState(own.at(-1)), steps: own };
  });
  return {
    lead: planned?.by,
    isPlain: planned?.from === 'plain',
    levels: toLevels(tasks),
    refused: listFacts(recorded, 'hierarchical.plan_refused', Refused),
    consolidated: findFact(recorded, 'hierarchical.consolidated', Consolidated),
  };
}

function findWho(steps: readonly TaskStep[]): string | undefined {
  const last = steps.findLast(({ by, to }) => by !== undefined || to !== undefined);
  return last?.to ?? last?.by;
}

function toState(last: TaskStep | undefined): TaskState {
  if (!last) return 'planned';
  const { name, reservations } = last;
  switch (name) {
    case 'handed_out':
    case 'reassigned':
      return 'working';
    case 'returned':
      return 'returned';
    case 'accepted':
      return reservations ? 'with_reservations' : 'accepted';
    case 'missed':
      return 'missing';
    default:
      return name satisfies never;
  }
}

/** What may begin at once, then what comes after that: the graph from left to right. */
function toLevels(tasks: readonly PlannedTask[]): readonly (readonly PlannedTask[])[] {
  const depths = new Map<string, number>();
  // A plan has no circles, and none of its ways is longer than it has sub-tasks.
  tasks.forEach(() => {
    for (const { id, after } of tasks)
      depths.set(id, Math.max(0, ...after.map((other) => (depths.get(other) ?? 0) + 1)));
  });
  const levels: PlannedTask[][] = [];
  for (const task of tasks) (levels[depths.get(task.id) ?? 0] ??= []).push(task);
  return levels.filter((level) => level.length > 0);
}
