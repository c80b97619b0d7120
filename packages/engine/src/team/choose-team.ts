/** For whoever leaves it open: one agent or a team, who is in it, and how they work. */
import {
  type AgentId,
  type PatternName,
  PATTERNS,
  type PatternOptions,
  type TaskAnalysis,
  TeamChoice,
} from '@tutti/protocol';

export interface OpenWish {
  /** Whoever is asked for works; absent: whoever suits the request best. */
  readonly agents?: readonly AgentId[] | undefined;
  readonly options?: Pick<PatternOptions, 'items' | 'parts'> | undefined;
  /** Where only the team is left open. */
  readonly pattern?: PatternName | undefined;
}

/** Who comes after the best one must be worth this much of its score. */
const WORTH = 0.35;
const MOST_MEMBERS = 4;
/** An odd number, so that two halves cannot stand against each other. */
const MOST_VOTERS = 3;
const MOST_SHOWN = 5;

export function chooseTeam(analysis: TaskAnalysis, wish: OpenWish): TeamChoice {
  const { type, complexity, pattern: suggested, reasons, agents } = analysis;
  const { pattern, why, alone = false } = choosePattern(suggested, wish);
  return TeamChoice.parse({
    pattern,
    agents: wish.agents ?? (alone ? agents.slice(0, 1).map(({ id }) => id) : chooseMembers(analysis, pattern)),
    reason: `a ${complexity} request of type ${type}: ${why}`,
    suggested,
    type,
    complexity,
    reasons,
    considered: agents.slice(0, MOST_SHOWN).map(({ id, score }) => ({ id, score })),
  });
}

interface Chosen {
  readonly pattern: PatternName;
  readonly why: string;
  readonly alone?: boolean;
}

/** What is said with the task wins over what its words suggest. */
function choosePattern(suggested: TaskAnalysis['pattern'], { agents, options = {}, pattern }: OpenWish): Chosen {
  if (pattern) return { pattern, why: `${pattern} is asked for` };
  if (options.items) return { pattern: 'pipeline', why: `${options.items.length} items are given` };
  if (options.parts) return { pattern: 'parallel', why: `${options.parts.length} independent parts are given` };
  if (agents?.length === 1) return { pattern: 'sequential', why: 'one agent is asked for' };
  if (suggested === 'single' && agents)
    return { pattern: 'sequential', why: 'one would be enough; those that are asked for work one after another' };
  if (suggested === 'single') return { pattern: 'sequential', why: 'one agent is enough', alone: true };
  if (agents && new Set(agents).size < PATTERNS[suggested].least)
    return { pattern: 'sequential', why: `${suggested} would suit it, and needs more agents than are asked for` };
  return { pattern: suggested, why: `${suggested} suits it best` };
}

function chooseMembers({ agents }: TaskAnalysis, pattern: PatternName): AgentId[] {
  const [best] = agents;
  const most = pattern === 'consensus' ? MOST_VOTERS : MOST_MEMBERS;
  const least = Math.max(2, PATTERNS[pattern].least);
  const worth = WORTH * (best?.score ?? 0);
  return agents.filter(({ score }, place) => place < least || (place < most && score >= worth)).map(({ id }) => id);
}
