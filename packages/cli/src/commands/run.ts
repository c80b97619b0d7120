import { createRedact, InvalidInputError, RunError, TEAM_PROGRAM } from '@tutti/engine';
import { NewTask, PatternName, Priority, type RunId } from '@tutti/protocol';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { findNearest } from '../find-nearest.ts';
import { type Home, openHome, readCatalogue } from '../home/open-home.ts';
import { parseDuration } from '../parse-duration.ts';
import { driveRuns } from '../runs/drive-runs.ts';

export interface RunOptions extends CommonOptions {
  readonly agents?: string;
  readonly pattern?: string;
  readonly priority?: string;
  readonly budgetTokens?: string;
  readonly deadline?: string;
  readonly seed?: string;
}

/** Somebody who thinks first, somebody who does it, somebody who goes over it. */
export const DEFAULT_AGENTS = 'planner,writer,editor';
const TITLE_LIMIT = 200;

export async function runCommand(context: CommandContext, goal: string, options: RunOptions): Promise<number> {
  // Everything that can be refused is refused before anything is opened or written.
  const request = await toRequest(context, goal, options);
  await using home = await openHome(context, options);
  return await runTeam(context, home, { request, options });
}

export interface TeamWish {
  readonly request: Awaited<ReturnType<typeof toRequest>>;
  readonly options: RunOptions & { readonly brief?: boolean };
}

export async function runTeam(context: CommandContext, home: Home, { request, options }: TeamWish): Promise<number> {
  const run = await submit(home, request, options);
  const { json = false, brief = false } = options;
  return driveRuns(context, home, { runs: [run], json, brief, onInterrupt: 'cancel' });
}

export async function toRequest({ clock }: CommandContext, goal: string, options: RunOptions) {
  const book = await readCatalogue();
  const agents = (options.agents ?? DEFAULT_AGENTS)
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '')
    .map((id) => book.get(id));
  const { budgetTokens, deadline } = options;
  const task = NewTask.safeParse({
    goal,
    agents: agents.map(({ id }) => id),
    pattern: choose(PatternName.options, options.pattern ?? 'sequential', 'pattern'),
    priority: choose(Priority.options, options.priority ?? 'normal', 'priority'),
    ...(budgetTokens !== undefined && { budget: { tokens: parseCount(budgetTokens, '--budget-tokens') } }),
    ...(deadline !== undefined && { deadline: clock.now() + parseDuration(deadline) }),
  });
  if (task.success) return { task: task.data, agents: [...new Set(agents)] };
  const [issue] = task.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new InvalidInputError(`the ${field || 'task'}: ${issue?.message ?? 'invalid'}`, field, { cause: task.error });
}

/** A key is taken out while it is whole: half of one would not be known as a key. Half a character is left out. */
export function toRunTitle(goal: string): string {
  const [line = ''] = createRedact()(goal).split('\n');
  return line.slice(0, TITLE_LIMIT).replace(/\p{Surrogate}$/u, '');
}

function submit(
  home: Home,
  { task, agents }: Awaited<ReturnType<typeof toRequest>>,
  { seed }: RunOptions,
): Promise<RunId> {
  const { goal, pattern, priority, budget, deadline } = task;
  return home.engine.submit(home.principal, {
    program: TEAM_PROGRAM,
    title: toRunTitle(goal),
    input: { goal, agents: task.agents, pattern },
    pins: { agents, ...(seed !== undefined && { seed }) },
    priority,
    budget,
    deadline,
    searchText: [goal, ...task.agents].join('\n'),
  });
}

function choose<Choice extends string>(
  choices: readonly Choice[],
  asked: string,
  what: 'pattern' | 'priority',
): Choice {
  const found = choices.find((choice) => choice === asked);
  if (found !== undefined) return found;
  const message = `there is no ${what} ${asked}. The nearest is ${findNearest(asked, choices)}; there are ${choices.join(', ')}.`;
  if (what === 'pattern') throw new RunError('unknown_pattern', message, { nothingHappened: true });
  throw new InvalidInputError(message, what);
}

export function parseCount(text: string, option: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(count)) return count;
  throw new InvalidInputError(`${option} takes a whole number, not "${text}"`, option);
}
