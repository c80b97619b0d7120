import { resolve } from 'node:path';
import { assertPattern, InvalidInputError } from '@tutti/engine';
import { AgentId, AgentName, DEFAULT_AGENTS, GOAL_LIMIT, PatternWish, Priority, type RunId } from '@tutti/protocol';
import { NewTaskBody, toTime } from '@tutti/protocol/api';
import { choose } from '../choose.ts';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import type { Desk } from '../desk/desk.ts';
import { openDesk, openLastingDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { parseCount } from '../parse-count.ts';
import { parseDuration } from '../parse-duration.ts';
import { CommandError } from '../report-error.ts';
import { driveRuns } from '../runs/drive-runs.ts';
import { type PatternFlags, readPatternOptions } from '../runs/read-pattern-options.ts';
import { readGiven } from '../runs/read-given.ts';
import { warnUndriven } from '../runs/warn-undriven.ts';
import { writeLine } from '../terminal.ts';

export interface RunOptions extends CommonOptions, PatternFlags {
  readonly agents?: string;
  /** The same as `agents`. */
  readonly team?: string;
  readonly pattern?: string;
  readonly priority?: string;
  readonly budgetTokens?: string;
  readonly budgetUsd?: string;
  readonly models?: string;
  readonly deadline?: string;
  readonly review?: boolean;
  readonly detach?: boolean;
  readonly seed?: string;
  readonly repo?: string;
  readonly file?: readonly string[];
  readonly base?: string;
}

export async function runCommand(context: CommandContext, goal: string, options: RunOptions): Promise<number> {
  const { json = false, detach = false } = options;
  // Everything that can be refused is refused before anything is opened or written.
  const task = { ...(await toTeamTask(context, goal, options)), ...(await readGiven(options.file)) };
  await using desk = detach ? await openLastingDesk(context) : await openDesk(context);
  const run = await desk.submit(task);
  if (detach || !desk.drivesHere) await warnUndriven(context, desk);
  if (detach) return tellDetached(context, run, json);
  const exit = await driveRuns(context, desk, { runs: [run], json, onInterrupt: 'cancel' });
  if (task.workspace && !json) await tellChanges(context, desk, run);
  return exit;
}

async function toTeamTask(context: CommandContext, goal: string, options: RunOptions): Promise<NewTaskBody> {
  const task = toTask(context, goal, options);
  const { pattern = 'sequential' } = task;
  const patternOptions = await readPatternOptions(pattern, options);
  if (pattern !== 'auto')
    assertPattern(pattern, { agents: [...(task.agents ?? DEFAULT_AGENTS)].map(toAgentId), options: patternOptions });
  return { ...task, ...(patternOptions && { patternOptions }) };
}

/** Whether somebody goes by that name is said by whoever knows them all. */
function toAgentId(name: string): AgentId {
  return AgentId.safeParse(name).data ?? AgentId.parse('unknown');
}

/** Also where the run has failed: what was kept by then can be looked at. */
async function tellChanges({ terminal: { err } }: CommandContext, desk: Desk, run: RunId): Promise<void> {
  const { files } = await desk.files.get(run).catch(() => ({ files: [] }));
  if (files.length === 0) return;
  const what = files.length === 1 ? '1 file' : `${files.length} files`;
  writeLine(err, `${what} changed: tutti diff ${run}, then tutti accept or tutti reject`);
}

/** For scripts the id alone is on stdout. */
export function tellDetached({ terminal: { out } }: CommandContext, run: RunId, json: boolean): number {
  writeLine(out, json ? JSON.stringify({ run }) : run);
  return EXIT.done;
}

export interface TeamWish {
  readonly task: NewTaskBody;
  readonly brief: boolean;
}

export async function runTeam(context: CommandContext, desk: Desk, { task, brief }: TeamWish): Promise<number> {
  const run = await desk.submit(task);
  return driveRuns(context, desk, { runs: [run], json: false, brief, onInterrupt: 'cancel' });
}

export function toTask({ clock }: Pick<CommandContext, 'clock'>, goal: string, options: RunOptions): NewTaskBody {
  const { team, agents = team, budgetTokens, budgetUsd, deadline, models, review = false, seed } = options;
  if (team !== undefined && agents !== team)
    throw new InvalidInputError('--team and --agents are the same: give one of them', '--team');
  const hasBudget = budgetTokens !== undefined || budgetUsd !== undefined;
  const parsed = NewTaskBody.safeParse({
    goal,
    review,
    pattern: choose(PatternWish.options, options.pattern ?? 'sequential', 'pattern'),
    priority: choose(Priority.options, options.priority ?? 'normal', 'priority'),
    ...(agents !== undefined && { agents: toAgents(agents) }),
    ...(models !== undefined && { models: PRESETS[choose(['local-first'], models, 'preset of models')] }),
    ...(hasBudget && {
      budget: {
        ...(budgetTokens !== undefined && { tokens: parseCount(budgetTokens, '--budget-tokens') }),
        ...(budgetUsd !== undefined && { usd: budgetUsd }),
      },
    }),
    ...(deadline !== undefined && { deadline: toTime(clock.now() + parseDuration(deadline)) }),
    ...(seed !== undefined && { seed }),
    ...toWorkspace(options),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  const message = TAKES[field] ?? `the ${field || 'task'}: ${issue?.message ?? 'invalid'}`;
  throw new InvalidInputError(message, field, { cause: parsed.error });
}

const PRESETS = { 'local-first': 'local_first' } as const;

function toWorkspace({ repo, base }: RunOptions) {
  if (repo === undefined && base !== undefined) throw new InvalidInputError('--base goes with --repo', '--base');
  if (repo?.trim() === '') throw new InvalidInputError('--repo names no folder', '--repo');
  return repo === undefined ? {} : { workspace: { repository: resolve(repo), ...(base !== undefined && { base }) } };
}

/** What the contract says of a field, in the words of the command line. */
const TAKES: Readonly<Record<string, string>> = {
  goal: `a goal takes 1 to ${GOAL_LIMIT} characters`,
  agents: '--agents takes the ids of 1 to 100 agents',
  'budget.tokens': '--budget-tokens takes a number of at least 1',
  'budget.usd': '--budget-usd takes an amount such as 0.50',
  'workspace.base': '--base takes a branch, a tag or a commit',
  seed: '--seed takes a text of 1 to 200 characters',
};

/** Whether there is such an agent is said by whoever knows them all. */
function toAgents(text: string): AgentName[] {
  const ids = text.split(',').map((part) => part.trim().replaceAll('_', '-'));
  return ids
    .filter((id) => id !== '')
    .map((id) => {
      const parsed = AgentName.safeParse(id);
      if (parsed.success) return parsed.data;
      throw new CommandError('unknown_agent', `${JSON.stringify(id.slice(0, 80))} is no id of an agent`, {
        remedy: 'See `tutti agents` for those there are.',
      });
    });
}
