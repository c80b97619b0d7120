import { RunError, unpackPayload } from '@tutti/engine';
import {
  AgentId,
  Complexity,
  type EventOf,
  LadderStep,
  ModelPreset,
  PatternName,
  PatternOptions,
  type Principal,
  type RunSummary,
  type TaskId,
  TeamChoice,
} from '@tutti/protocol';
import { type TaskView, toBudgetView, toFeedbackView, toOptionalTime, toRunView, toTime } from '@tutti/protocol/api';
import * as z from 'zod';
import type { Home } from '../home/open-home.ts';

/** The newest first; there is one at least. */
export type TaskRuns = readonly [RunSummary, ...RunSummary[]];

const PAGE = 200;

/** What a run of the team program was begun with. */
const Asked = z.object({
  goal: z.string(),
  agents: z.array(AgentId),
  pattern: PatternName,
  patternOptions: PatternOptions.exactOptional(),
  chosen: TeamChoice.optional(),
  review: z.boolean().default(false),
  complexity: Complexity.optional(),
  models: ModelPreset.optional(),
  ladder: z.array(LadderStep).optional(),
});

export async function getTaskRuns({ engine }: Home, principal: Principal, task: TaskId): Promise<TaskRuns> {
  const found: RunSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await engine.listRuns(principal, { task, limit: PAGE, ...(cursor !== undefined && { cursor }) });
    // What a run started is a part of its work, not another try.
    found.push(...page.runs.filter(({ parent }) => parent === undefined));
    cursor = page.next;
  } while (cursor !== undefined);
  const [newest, ...older] = found;
  if (!newest) throw new RunError('task_not_found', `there is no task ${task}`);
  return [newest, ...older];
}

/** What was asked for stands where it was asked first: in the journal of the oldest run. */
export async function toTaskView(home: Home, principal: Principal, runs: TaskRuns): Promise<TaskView> {
  const [newest] = runs;
  const { input, priority, budget, deadline, at, by, task } = await getSubmission(
    home,
    principal,
    runs.at(-1) ?? newest,
  );
  if (task === undefined) throw new RunError('internal', `${newest.run} belongs to no task`);
  const asked = Asked.parse(await unpackPayload(input, principal.tenant, home.store));
  const remarks = await Promise.all(runs.map(({ run }) => home.engine.listRemarks(principal, run)));
  return {
    task,
    ...asked,
    priority,
    budget: budget && toBudgetView(budget),
    deadline: toOptionalTime(deadline),
    submittedAt: toTime(at),
    by,
    run: toRunView(newest),
    runs: runs.map(({ run }) => run),
    feedback: remarks.flat().flatMap((remark) => (remark.type === 'feedback.given' ? [toFeedbackView(remark)] : [])),
  };
}

/** Who was asked to work on it; nobody, where the run is of another kind. */
export async function getTeam(home: Home, principal: Principal, run: RunSummary): Promise<readonly AgentId[]> {
  const { input } = await getSubmission(home, principal, run);
  const asked = Asked.pick({ agents: true }).safeParse(await unpackPayload(input, principal.tenant, home.store));
  return asked.success ? asked.data.agents : [];
}

async function getSubmission(
  { engine }: Home,
  principal: Principal,
  { run }: RunSummary,
): Promise<EventOf<'run.submitted'>> {
  for await (const event of engine.readEvents(principal, run)) {
    if (event.type === 'run.submitted') return event;
    break;
  }
  throw new RunError('journal_corrupt', `the journal of ${run} does not begin with its submission`);
}
