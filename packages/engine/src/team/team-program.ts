/** The program behind a task: a team of agents works on a goal by one pattern, and what comes out is kept as a document. */
import {
  Agent,
  AgentId,
  Complexity,
  GivenFiles,
  type Json,
  type Labelled,
  LadderStep,
  ModelPreset,
  PatternName,
  PatternOptions,
  splitHandoff,
  TeamChoice,
  WorkspaceWish,
} from '@tutti/protocol';
import * as z from 'zod';
import { createAgentBook } from '../agents/agent-book.ts';
import type { TurnPorts } from '../agents/take-turn.ts';
import { RunError } from '../errors.ts';
import type { AgentRecords } from '../ports/agent-records.ts';
import type { Tool } from '../ports/tool.ts';
import type { Workspaces } from '../ports/workspace.ts';
import type { Contribution } from '../patterns/pattern.ts';
import { PartialResultError } from '../run/partial-result-error.ts';
import type { Program } from '../run/program.ts';
import type { Scope } from '../run/scope.ts';
import { createFixedSource, createToolbox, type Toolbox } from '../tools/toolbox.ts';
import { RunFiles } from '../workspace/run-files.ts';
import { ProgressWatch } from '../progress/progress-watch.ts';
import { runPattern, type TeamTask } from './find-pattern.ts';
import { createPatternContext } from './pattern-context.ts';
import { reviewWork } from './review-work.ts';
import { keepWork, type TeamWork } from './team-work.ts';

export const TEAM_PROGRAM = 'team';

const STOPPING: ReadonlySet<string> = new Set(['budget_exceeded', 'no_progress']);
const NEVER_ABORTED = new AbortController().signal;

export const TeamInput = z.object({
  goal: z.string(),
  agents: z.array(AgentId).min(1),
  pattern: PatternName,
  /** Runs that were begun before there was such a thing go on without. */
  patternOptions: PatternOptions.exactOptional(),
  /** Where it was left open: what was chosen, and why. */
  chosen: TeamChoice.exactOptional(),
  /** A person approves the result before the run ends. Runs that were begun before there was such a thing go on without. */
  review: z.boolean().default(false),
  complexity: Complexity.exactOptional(),
  /** Its agents are pinned with it: here it only tells what was asked for. */
  models: ModelPreset.exactOptional(),
  ladder: z.array(LadderStep).max(4).exactOptional(),
  workspace: WorkspaceWish.exactOptional(),
  files: GivenFiles.exactOptional(),
});
export type TeamInput = z.infer<typeof TeamInput>;

/** A run keeps its agents as they were when it began. */
export const TeamPins = z.object({ agents: z.array(Agent) });
export type TeamPins = z.infer<typeof TeamPins>;

export interface TeamPorts extends Omit<TurnPorts, 'tools'> {
  /** All that are installed, of which an agent has those that it names; a list stands for tools that are part of the program. */
  readonly tools: Toolbox | readonly Tool[];
  /** Where files of runs lie; absent: runs have none. */
  readonly workspaces?: Workspaces | undefined;
  /** How agents have done so far; absent: nothing is known of anybody. */
  readonly records?: AgentRecords | undefined;
}

export function createTeamProgram({ tools, workspaces, records, ...others }: TeamPorts): Program<TeamInput> {
  const shared: TurnPorts = { ...others, tools: isToolbox(tools) ? tools : createToolbox([createFixedSource(tools)]) };
  return {
    name: TEAM_PROGRAM,
    version: 1,
    input: TeamInput,
    async run(scope, { input, pins, labels }) {
      const agents = createAgentBook(TeamPins.parse(pins).agents);
      const files = workspaces && new RunFiles(workspaces, scope, { wish: input.workspace, given: input.files });
      await files?.begin(scope);
      if (input.chosen) await scope.record({ name: 'pattern.chosen', data: { ...input.chosen } });
      const progress = new ProgressWatch({ mayAsk: input.review });
      const ports = { ...(files ? withFiles(shared, files) : shared), progress };
      const { goal, agents: team, pattern, patternOptions: options } = input;
      const task: TeamTask = { goal: { text: goal, labels: [...labels] }, agents: team, options };
      const work = async (own: Scope, { goal }: Pick<TeamTask, 'goal'>): Promise<TeamWork> => {
        const said: Contribution[] = [];
        const onSaid = (by: AgentId, { text }: Labelled) => void said.push({ by, text: splitHandoff(text).text });
        const { silentAfterMs } = options ?? {};
        const context = createPatternContext(own, { ...input, agents, ports, records, silentAfterMs, onSaid });
        const made = await runPattern(pattern, { ...task, goal }, context).catch((error: unknown) =>
          stopShort(error, said),
        );
        // Whatever the pattern has made of members that were stopped: it is the end of the run.
        if (progress.stopped) stopShort(progress.stopped, said);
        return keepWork(own, goal.labels, made);
      };
      if (!input.review) return toResult(await work(scope, task));
      const { last, review } = await reviewWork(scope, task, work);
      return toResult(last, review);
    },
  };
}

/** Each run has its own: tools and commands of its agents all work in the same folder. */
function withFiles(ports: TurnPorts, files: RunFiles): TurnPorts {
  const { elsewhere } = ports;
  const findWorkspace = async () => (await files.open(NEVER_ABORTED)).folder;
  return { ...ports, files, ...(elsewhere && { elsewhere: { ...elsewhere, findWorkspace } }) };
}

function isToolbox(tools: TeamPorts['tools']): tools is Toolbox {
  return 'open' in tools;
}

/** Where a budget or the lack of progress ends the work, what there is by then is kept. */
function stopShort(error: unknown, said: readonly Contribution[]): never {
  if (!(error instanceof RunError) || !STOPPING.has(error.code) || said.length === 0) throw error;
  const contributions = said.map(({ by, text }) => ({ by, text }));
  throw new PartialResultError(error, { outcome: 'stopped', text: said.at(-1)?.text ?? '', contributions });
}

/** `review` says how it ended, and may take the place of the pattern's own outcome. */
function toResult(
  { outcome, result, artefact, contributions, details, labels }: TeamWork,
  review: Readonly<Record<string, Json>> = {},
) {
  const output: Json = {
    outcome,
    text: result.text,
    artefact: artefact.id,
    contributions: contributions.map(({ by, text }) => ({ by, text })),
    ...(details !== undefined && { details }),
    ...review,
  };
  return { output, labels };
}
