import { MOST_DEPTH, MOST_TASKS, type PlanAnswer } from './plan.ts';

type Task = PlanAnswer['tasks'][number];

export interface PlanTerms {
  readonly workers: readonly string[];
  /** How many parts of the work were listed; each belongs into the plan. */
  readonly parts: number;
}

const ID = /^[a-z0-9][a-z0-9_.-]{0,39}$/iu;

/** Why a plan cannot be carried out, in words that its author can mend it with; empty where it can be. */
export function findPlanFaults({ tasks }: PlanAnswer, terms: PlanTerms): readonly string[] {
  if (tasks.length === 0) return ['There is no sub-task in it.'];
  const single = tasks.flatMap((task) => findTaskFaults(task, tasks, terms));
  return [...findCountFaults(tasks, terms), ...single, ...findOrderFaults(tasks)];
}

function findCountFaults(tasks: readonly Task[], { parts }: PlanTerms): string[] {
  const tooMany = tasks.length > MOST_TASKS ? [`There are ${tasks.length} sub-tasks; ${MOST_TASKS} are allowed.`] : [];
  const ids = tasks.map(({ id }) => id);
  const twice = [...new Set(ids.filter((id, place) => ids.indexOf(id) !== place))];
  const numbers = Array.from({ length: parts <= MOST_TASKS ? parts : 0 }, (_, place) => place + 1);
  const left = numbers.filter((number) => !tasks.some(({ part }) => part === number));
  return [
    ...tooMany,
    ...twice.map((id) => `The id "${id}" is given more than once.`),
    ...left.map((number) => `No sub-task says that it belongs to part ${number}.`),
  ];
}

function findTaskFaults(task: Task, tasks: readonly Task[], { workers }: PlanTerms): string[] {
  const { id, what, test, after, assignee } = task;
  const unknown = after.filter((other) => !tasks.some((each) => each.id === other));
  return [
    ...(ID.test(id) ? [] : [`"${id}" is no id: use up to 40 letters, digits, "-", "_" and ".".`]),
    ...(what.trim() === '' ? [`"${id}" does not say what is to be done.`] : []),
    ...(test.trim() === '' ? [`"${id}" has no acceptance test.`] : []),
    ...(workers.includes(assignee) ? [] : [`"${id}" is given to "${assignee}", who is none of the workers.`]),
    ...unknown.map((other) => `"${id}" comes after "${other}", which there is not.`),
    ...(after.includes(id) ? [`"${id}" comes after itself.`] : []),
  ];
}

/** Takes away, again and again, what nothing is left before: each time is one step of depth, and what stays is a circle. */
function findOrderFaults(tasks: readonly Task[]): string[] {
  const known = new Set(tasks.map(({ id }) => id));
  let left = tasks.map(({ id, after }) => ({ id, after: after.filter((other) => other !== id && known.has(other)) }));
  let depth = 0;
  while (left.length > 0) {
    const open = new Set(left.map(({ id }) => id));
    const rest = left.filter(({ after }) => after.some((other) => open.has(other)));
    if (rest.length === left.length)
      return [`These wait for each other in a circle, or for one that does: ${[...open].join(', ')}.`];
    left = rest;
    depth++;
  }
  return depth > MOST_DEPTH ? [`${depth} sub-tasks follow one from the other; ${MOST_DEPTH} are allowed.`] : [];
}
