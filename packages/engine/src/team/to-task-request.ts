/** From what somebody asks for to the run that works on it: its agents are pinned as they are now. */
import { DEFAULT_AGENTS, NewTask, type RunId, type TaskId, type WorkspaceWish } from '@tutti/protocol';
import type * as z from 'zod';
import type { AgentBook } from '../agents/agent-book.ts';
import { parseInput } from '../entry-points/parse-input.ts';
import { InvalidInputError, RunError } from '../errors.ts';
import { takeBeginning } from '../run/beginning.ts';
import { createRedact, type Redact } from '../run/redact.ts';
import type { RunRequest } from '../run/run-request.ts';
import { applyPreset } from './apply-preset.ts';
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
}

const TITLE_LIMIT = 200;

/** Fails with `unknown_agent`, which names the nearest ones, or with the field that is wrong. */
export function toTaskRequest(wish: TaskWish, setting: TaskSetting): RunRequest {
  const { book, task, run, seed, trace, redact = createRedact() } = setting;
  const members = (wish.agents ?? DEFAULT_AGENTS).map((id) => book.get(id));
  const agents = members.map(({ id }) => id);
  const asked = parseInput(NewTask, { ...wish, agents });
  const { goal, pattern, review, priority, budget, deadline, complexity, ladder, models } = asked;
  const options = { ...(complexity && { complexity }), ...(ladder && { ladder }), ...(models && { models }) };
  const workspace = toAllowed(asked.workspace, setting);
  const given = { ...(workspace && { workspace: { ...workspace } }), ...(asked.files && { files: asked.files }) };
  const pinned = [...new Set(members)].map((agent) => applyPreset(agent, models));
  if (pattern === 'parallel') assertEachOnce(agents);
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

/** In parallel a branch has the name of its agent, so a second one of that name could not be told from the first. */
function assertEachOnce(agents: readonly string[]): void {
  const again = agents.find((agent, index) => agents.indexOf(agent) !== index);
  if (again !== undefined)
    throw new InvalidInputError(`agents: in parallel each works once, and ${again} is named more often`, 'agents');
}

/** The first line. A key is taken out while it is whole: half of one would not be known as a key. */
function toTitle(goal: string, redact: Redact): string {
  const [line = ''] = redact(goal).split('\n');
  return takeBeginning(line, TITLE_LIMIT);
}
