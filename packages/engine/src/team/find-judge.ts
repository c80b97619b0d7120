/** Of two who compete nobody is left to judge: then somebody judges who takes no part, where there is somebody. */
import type { AgentId, PatternName, PatternOptions } from '@tutti/protocol';
import type { AgentBook } from '../agents/agent-book.ts';

/** The first of them that does not compete: whoever goes over texts judges best what is asked for most. */
const STAND_BY: readonly string[] = ['editing', 'project', 'code-review'];
/** So many judge each other: of every pair one is left that is not part of it. */
const JUDGE_EACH_OTHER = 3;

interface Contest {
  readonly pattern: PatternName;
  readonly agents: readonly string[];
  readonly options?: Pick<PatternOptions, 'judges'> | undefined;
}

export function findJudge({ pattern, agents, options }: Contest, book: AgentBook): AgentId | undefined {
  if (pattern !== 'competitive' || options?.judges) return undefined;
  const members = new Set(agents.map((name) => book.get(name).id));
  if (members.size >= JUDGE_EACH_OTHER) return undefined;
  const apart = book.list().filter(({ id }) => !members.has(id));
  return STAND_BY.flatMap((wanted) => apart.find(({ id }) => id === wanted)?.id ?? [])[0];
}
