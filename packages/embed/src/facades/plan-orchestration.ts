/** From a mode and a coordination to the pattern and the team that carry them out. */
import { InvalidInputError } from '@tutti/engine';
import { AgentId, type PatternName, PATTERNS, type PatternOptions } from '@tutti/protocol';
import { AgentCoordination, ExecutionMode } from './execution-mode.ts';

export interface OrchestrationWish {
  readonly query: string;
  readonly executionMode: ExecutionMode;
  readonly coordination: AgentCoordination;
  readonly subtasks: readonly string[];
  readonly context: string;
  /** Ids, in the order of the routers. */
  readonly members: readonly string[];
  /** Whoever suits the query best first. */
  readonly ranking: readonly string[];
  readonly rounds: number;
}

export interface OrchestrationPlan {
  readonly goal: string;
  readonly pattern: PatternName;
  readonly agents: readonly string[];
  readonly patternOptions?: PatternOptions;
  /** Where it differs from what was asked for: why. */
  readonly instead?: string;
}

/** What sequential work goes through where no subtasks are given. */
const STEPS = [
  'Plan: say how the work is to be done, and what the result must have.',
  'Implement: do the work by the plan, whole.',
  'Review: go over the work, mend what is wrong or missing, and give the finished result.',
] as const;
/** Of those that are ranked, so many are selected. */
const SELECTED = 3;

type Planned = Omit<OrchestrationPlan, 'goal'> & { readonly steps?: readonly string[] };

export function planOrchestration(wish: OrchestrationWish): OrchestrationPlan {
  if (wish.members.length === 0) throw new InvalidInputError('an orchestration needs a router at least', 'routers');
  const { steps = [], ...planned } = settle(toPlanned(wish), wish);
  return {
    ...planned,
    goal: toGoal(wish, { steps, agents: planned.agents, isLine: planned.pattern === 'sequential' }),
  };
}

/** One member is enough: there is nothing to coordinate. */
export function planAlone(wish: Omit<OrchestrationWish, 'members'>, member: string): OrchestrationPlan {
  return { pattern: 'sequential', agents: [member], goal: toGoal(wish, { steps: [], agents: [], isLine: false }) };
}

/** A pattern that needs more members than there are gives way to one that does not. */
function settle(planned: Planned, wish: OrchestrationWish): Planned {
  const { least } = PATTERNS[planned.pattern];
  if (wish.members.length >= least) return planned;
  return { ...toSequence(wish, wish.members), instead: `${planned.pattern} needs ${least} routers at least` };
}

function toPlanned(wish: OrchestrationWish): Planned {
  switch (wish.executionMode) {
    case ExecutionMode.Parallel:
      return toParallel(wish);
    case ExecutionMode.Sequential:
      return toSequential(wish);
    case ExecutionMode.Collaborative:
      return toCollaborative(wish);
    default:
      return wish.executionMode satisfies never;
  }
}

function toParallel({ coordination, members, ranking, rounds, subtasks }: OrchestrationWish): Planned {
  const parts = subtasks.length > 0 ? { parts: [...subtasks] } : {};
  switch (coordination) {
    case AgentCoordination.Independent:
      return { pattern: 'parallel', agents: members, patternOptions: { ...parts, merge: 'sections' } };
    case AgentCoordination.Synchronized:
      return { pattern: 'collaborative', agents: members, patternOptions: { rounds }, steps: subtasks };
    case AgentCoordination.Hierarchical: {
      const [lead = '', ...workers] = rank(members, ranking);
      return { pattern: 'hierarchical', agents: workers, patternOptions: { ...parts, lead: AgentId.parse(lead) } };
    }
    default:
      return coordination satisfies never;
  }
}

function toSequential(wish: OrchestrationWish): Planned {
  const { coordination, members, ranking, rounds } = wish;
  if (coordination !== AgentCoordination.Hierarchical) {
    const planned = toSequence(wish, members);
    if (coordination === AgentCoordination.Independent) return planned;
    return { ...planned, agents: Array.from({ length: rounds }, () => planned.agents).flat() };
  }
  // Who works is ranked; in which order they work was said with the routers.
  const selected = new Set(rank(members, ranking).slice(0, SELECTED));
  return toSequence(
    wish,
    members.filter((member) => selected.has(member)),
  );
}

function toSequence({ subtasks }: OrchestrationWish, members: readonly string[]): Planned {
  const steps = subtasks.length > 0 ? subtasks : STEPS;
  const agents = steps.flatMap((_, place) => members[place % members.length] ?? []);
  return { pattern: 'sequential', agents, steps };
}

function toCollaborative({ coordination, members, ranking, rounds, subtasks }: OrchestrationWish): Planned {
  switch (coordination) {
    case AgentCoordination.Independent:
      return { pattern: 'competitive', agents: members, steps: subtasks };
    case AgentCoordination.Synchronized:
      return { pattern: 'consensus', agents: members, patternOptions: { rounds }, steps: subtasks };
    case AgentCoordination.Hierarchical: {
      const ranked = rank(members, ranking);
      const judges = ranked.slice(SELECTED).map((id) => AgentId.parse(id));
      const options = judges.length > 0 ? { patternOptions: { judges: judges.slice(0, SELECTED) } } : {};
      return { pattern: 'competitive', agents: ranked.slice(0, SELECTED), ...options, steps: subtasks };
    }
    default:
      return coordination satisfies never;
  }
}

/** Whoever is not ranked keeps its place behind those that are. */
function rank(members: readonly string[], ranking: readonly string[]): readonly string[] {
  const place = (id: string) => (ranking.includes(id) ? ranking.indexOf(id) : ranking.length);
  return members.toSorted((one, other) => place(one) - place(other));
}

interface Work {
  readonly steps: readonly string[];
  readonly agents: readonly string[];
  /** They are done one after another. */
  readonly isLine: boolean;
}

function toGoal(
  { query, context }: Pick<OrchestrationWish, 'query' | 'context'>,
  { steps, agents, isLine }: Work,
): string {
  const list = steps.map((step, place) => `${place + 1}. ${isLine ? `(${agents[place] ?? ''}) ` : ''}${step}`);
  const told = isLine
    ? 'The steps of the work, in this order. Do the next one that nobody has done yet, and only that one; after the last one, go over what is there and better it:'
    : 'What the answer has to cover:';
  return [
    query,
    ...(context === '' ? [] : [`Context:\n${context}`]),
    ...(list.length === 0 ? [] : [`${told}\n${list.join('\n')}`]),
  ].join('\n\n');
}
