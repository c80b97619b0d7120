/** From what somebody asks for to the run that works on it: its agents are pinned as they are now. */
import {
  DEFAULT_AGENTS,
  NewTask,
  type PatternOptions,
  type RunId,
  type TaskId,
  type TeamChoice,
  type WorkspaceWish,
} from '@tutti/protocol';
import type * as z from 'zod';
import type { AgentBook } from '../agents/agent-book.ts';
import { parseInput } from '../entry-points/parse-input.ts';
import { RunError } from '../errors.ts';
import { takeBeginning } from '../run/beginning.ts';
import { createRedact, type Redact } from '../run/redact.ts';
import type { RunRequest } from '../run/run-request.ts';
import { applyPreset } from './apply-preset.ts';
import { assertPattern } from './find-pattern.ts';
import { TEAM_PROGRAM } from './team-program.ts';

/** Absent agents are the usual three. */
export type TaskWish = Omit<z.input<typeof NewTask>, 'agents'> & { readonly agents?: readonly string[] | undefined };

export interface TaskSetting {
  readonly book: AgentBook;
  readonly task: TaskId;
  readonly run: RunId;
  /** The same seed, goal and agents rehearse the same words. */
  readonly seed?: string | undefined;
  readonly trace?: string | undefined;
  /** Where the installation knows more secrets than those that look like one. */
  readonly redact?: Redact;
  /** What the wish names, once it is known that it may be worked on. Without it no repository is. */
  readonly workspace?: WorkspaceWish | undefined;
  /** Where the wish left it open: what was chosen, and why. */
  readonly chosen?: TeamChoice | undefined;
}

const TITLE_LIMIT = 200;

/** Fails with `unknown_agent`, which names the nearest ones, or with the field that is wrong. */
export function toTaskRequest(wish: TaskWish, setting: TaskSetting): RunRequest {
  const { book, task, run, seed, trace, chosen, redact = createRedact() } = setting;
  const members = (wish.agents ?? DEFAULT_AGENTS).map((id) => book.get(id));
  const agents = members.map(({ id }) => id);
  const asked = parseInput(NewTask, { ...wish, agents });
  const { goal, pattern, review, priority, budget, deadline, complexity, ladder, models } = asked;
  const { patternOptions, others } = findOthers(asked.patternOptions, book);
  assertPattern(pattern, { agents, options: patternOptions });
  const how = { ...(complexity && { complexity }), ...(ladder && { ladder }), ...(models && { models }) };
  const options = { ...(patternOptions && { patternOptions }), ...(chosen && { chosen }), ...how };
  const workspace = toAllowed(asked.workspace, setting);
  const given = { ...(workspace && { workspace: { ...workspace } }), ...(asked.files && { files: asked.files }) };
  const pinned = [...new Set([...members, ...others])].map((agent) => applyPreset(agent, models));
  return {
    program: TEAM_PROGRAM,
    title: toTitle(goal, redact),
    input: { goal, agents, pattern, review, ...options, ...given },
    pins: { agents: pinned, ...(seed !== undefined && { seed }) },
    searchText: [goal, ...agents].join('\n'),
    agents: pinned,
    priority,
    budget,
    deadline,
    task,
    run,
    trace,
  };
}

function toAllowed(wished: WorkspaceWish | undefined, { workspace }: TaskSetting): WorkspaceWish | undefined {
  if (!wished || workspace) return wished && workspace;
  throw new RunError('repository_not_allowed', `${wished.repository} may not be worked on from here`);
}

/** Who leads or judges is pinned with the team, by the id that an alias stands for. */
function findOthers(options: PatternOptions | undefined, book: AgentBook) {
  const lead = options?.lead === undefined ? undefined : book.get(options.lead);
  const judges = options?.judges?.map((id) => book.get(id));
  const patternOptions = options && {
    ...options,
    ...(lead && { lead: lead.id }),
    ...(judges && { judges: judges.map(({ id }) => id) }),
  };
  return { patternOptions, others: [...(lead ? [lead] : []), ...(judges ?? [])] };
}

/** All agents that a task names, to be pinned with its run. */
export function listNamed({ agents, patternOptions }: Pick<TaskWish, 'agents' | 'patternOptions'>): readonly string[] {
  const { lead, judges = [] } = patternOptions ?? {};
  return [...(agents ?? DEFAULT_AGENTS), ...(lead === undefined ? [] : [lead]), ...judges];
}

/** The first line. A key is taken out while it is whole: half of one would not be known as a key. */
function toTitle(goal: string, redact: Redact): string {
  const [line = ''] = redact(goal).split('\n');
  return takeBeginning(line, TITLE_LIMIT);
}
