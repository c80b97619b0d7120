/** Who works on a task and how, as it was asked for, or as it suits the goal where that was left open. */
import { type AgentBook, findJudge } from '@tutti/engine';
import {
  type AgentId,
  DEFAULT_AGENTS,
  type PatternName,
  PatternOptions,
  type Principal,
  type TeamChoice,
} from '@tutti/protocol';
import type { NewTaskBody } from '@tutti/protocol/api';
import type * as z from 'zod';
import type { Home } from '../home/open-home.ts';
import { analyzeGoal } from './analyze-goal.ts';

export interface ResolvedWish {
  readonly agents?: readonly string[] | undefined;
  readonly pattern: PatternName;
  /** Absent: as it was asked for. */
  readonly patternOptions?: PatternOptions;
  readonly chosen?: TeamChoice;
}

interface OpenTask extends Pick<NewTaskBody, 'goal'> {
  readonly agents?: readonly string[] | undefined;
  readonly pattern?: NewTaskBody['pattern'] | undefined;
  readonly patternOptions?: z.input<typeof PatternOptions> | undefined;
  /** Among whom is chosen; absent: all of the installation. */
  readonly book?: AgentBook | undefined;
}

export async function resolveWish(home: Home, principal: Principal, task: OpenTask): Promise<ResolvedWish> {
  const book = task.book ?? (await home.agents.of(principal.tenant));
  const { goal, pattern = 'sequential', patternOptions } = task;
  const options = patternOptions && PatternOptions.parse(patternOptions);
  if (pattern !== 'auto') return withJudge({ agents: task.agents, pattern }, { book, options });
  const agents = task.agents?.map((name): AgentId => book.get(name).id);
  return chooseFor(home, principal, { goal, agents, options, book });
}

interface OpenTeam extends Pick<OpenTask, 'goal' | 'book'> {
  readonly agents?: readonly AgentId[] | undefined;
  readonly options?: PatternOptions | undefined;
  /** Only the team is left open. */
  readonly pattern?: PatternName | undefined;
}

export async function chooseFor(home: Home, principal: Principal, open: OpenTeam): Promise<ResolvedWish> {
  const { goal, agents, options, pattern } = open;
  const book = open.book ?? (await home.agents.of(principal.tenant));
  const { chosen } = await analyzeGoal(home, principal, { goal, book, wish: { agents, options, pattern } });
  return withJudge({ agents: chosen.agents, pattern: chosen.pattern, chosen }, { book, options });
}

interface Terms {
  readonly book: AgentBook;
  readonly options: PatternOptions | undefined;
}

function withJudge(wish: ResolvedWish, { book, options }: Terms): ResolvedWish {
  const judge = findJudge({ pattern: wish.pattern, agents: wish.agents ?? DEFAULT_AGENTS, options }, book);
  return judge === undefined ? wish : { ...wish, patternOptions: { ...options, judges: [judge] } };
}
