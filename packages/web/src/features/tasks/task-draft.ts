/** What stands in the form, as it was typed, and what becomes of it. */
import {
  AgentId,
  Complexity,
  DEFAULT_LADDER,
  type GivenFiles,
  LadderStep,
  ModelPreset,
  PATH_LIMIT,
  type PatternOptions,
  PatternWish,
  Priority,
  WorkspaceWish,
} from '@tutti/protocol';
import { Money, type NewTaskBody } from '@tutti/protocol/api';
import * as z from 'zod';
import { tasksText } from '../../strings/tasks.ts';
import { findOptionMistakes, type OptionField, OptionsDraft, toPatternOptions } from './options-draft.ts';

export const TaskDraft = z.object({
  goal: z.string().default(''),
  agents: z.array(AgentId).default([]),
  pattern: PatternWish.default('sequential'),
  options: OptionsDraft.prefault({}),
  priority: Priority.default('normal'),
  /** Not a number where something else stands in the field, which JSON cannot keep. */
  tokens: z.number().optional().catch(undefined),
  usd: z.string().default(''),
  /** What is tried when its budget does not allow a call; `stop` comes last in any case. */
  ladder: z.array(LadderStep).default([...DEFAULT_LADDER]),
  complexity: z.enum(['auto', ...Complexity.options]).default('auto'),
  models: z
    .enum(['own', ...ModelPreset.options])
    .default('own')
    .catch('own'),
  /** As `datetime-local` has it, in the time of the person. */
  deadline: z.string().default(''),
  review: z.boolean().default(false),
  /** The folder of a repository on the machine of the server. */
  repository: z.string().default(''),
  /** A branch, tag or commit of it. */
  base: z.string().default(''),
});
export type TaskDraft = z.infer<typeof TaskDraft>;

// Kept by the browser with the entry of its history: nothing of it stands in the address.
declare module '@tanstack/react-router' {
  interface HistoryState {
    like?: Partial<TaskDraft> & { readonly patternOptions?: PatternOptions };
    given?: GivenFiles;
  }
}

/** By the field of the task that is meant, as the server names it too. */
export type Mistakes = Readonly<
  Partial<
    Record<
      | 'goal'
      | 'agents'
      | 'budget.tokens'
      | 'budget.usd'
      | 'deadline'
      | 'workspace.repository'
      | 'workspace.base'
      | OptionField,
      string
    >
  >
>;

export function findMistakes(draft: TaskDraft, now: number): Mistakes {
  const { goal, tokens, usd, deadline } = draft;
  return {
    ...(goal.trim() === '' && { goal: tasksText.goalMissing }),
    ...(tokens !== undefined &&
      !(Number.isSafeInteger(tokens) && tokens > 0) && { 'budget.tokens': tasksText.wholeNumber }),
    ...(usd.trim() !== '' && !Money.safeParse(usd.trim()).success && { 'budget.usd': tasksText.money }),
    ...(deadline !== '' && !(Date.parse(deadline) > now) && { deadline: tasksText.inThePast }),
    ...findOptionMistakes(draft.pattern, draft.options),
    ...findWorkspaceMistakes(draft),
  };
}

/** As the server reads it; whether the repository is there, and may be worked on, only the server knows. */
function findWorkspaceMistakes(draft: TaskDraft): Mistakes {
  const [repository, base] = [draft.repository.trim(), draft.base.trim()];
  if (repository === '') return base === '' ? {} : { 'workspace.base': tasksText.baseAlone };
  const { success: isBase } = WorkspaceWish.shape.base.safeParse(base === '' ? undefined : base);
  return {
    ...(!isAbsolute(repository) && { 'workspace.repository': tasksText.repositoryWrong }),
    ...(base !== '' && !isBase && { 'workspace.base': tasksText.baseWrong }),
  };
}

function isAbsolute(path: string): boolean {
  return path.length <= PATH_LIMIT && /^(?:\/|[A-Za-z]:[\\/])/u.test(path);
}

export function toNewTask(draft: TaskDraft): NewTaskBody {
  const { goal, agents, pattern, priority, tokens, usd, deadline, review, complexity, models, ladder } = draft;
  const [repository, base] = [draft.repository.trim(), draft.base.trim()];
  const dollars = usd.trim();
  const patternOptions = toPatternOptions(pattern, draft.options);
  return {
    goal: goal.trim(),
    pattern,
    priority,
    review,
    ...(patternOptions && { patternOptions }),
    ...(agents.length > 0 && { agents: [...agents] }),
    ...(complexity !== 'auto' && { complexity }),
    ...(models !== 'own' && { models }),
    ...(hasBudget(draft) && {
      budget: { ...(tokens !== undefined && { tokens }), ...(dollars !== '' && { usd: dollars }) },
      ladder: [...ladder.filter((step) => step !== 'stop'), 'stop'],
    }),
    ...(deadline !== '' && { deadline: new Date(deadline).toISOString() }),
    ...(repository !== '' && { workspace: { repository, ...(base !== '' && { base }) } }),
  };
}

/** Without a limit of its own there is nothing that a ladder could answer. */
export function hasBudget({ tokens, usd }: TaskDraft): boolean {
  return tokens !== undefined || usd.trim() !== '';
}

/** For a field of type `datetime-local`, in the time zone of the browser. */
export function toLocalMinute(instant: number): string {
  const date = new Date(instant);
  const local = new Date(instant - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length);
}
