/** Who does what: everybody the goal, or each one part of it. */
import type { AgentId, Labelled } from '@tutti/protocol';
import { cutText } from '../quoting/cut-text.ts';
import { quote } from '../quoting/quote.ts';

export interface Job {
  /** Names its branch. */
  readonly branch: string;
  readonly by: AgentId;
  readonly prompt: Labelled;
  /** Counted from 1; absent where all work on the goal. */
  readonly part?: number;
  /** Who has a try when this one fails. */
  readonly instead?: AgentId;
}

const OTHER_PARTS_BUDGET = 6_000;
const GOAL_LIMIT = 20_000;

/** Part i is for agent i, and beyond the last agent for the first one again. */
export function toJobs(goal: Labelled, agents: readonly AgentId[], parts?: readonly string[]): readonly Job[] {
  if (!parts) return agents.map((by) => ({ branch: by, by, prompt: goal }));
  return parts.flatMap((_, index) => {
    const by = agents[index % agents.length];
    const instead = agents[(index + 1) % agents.length];
    if (by === undefined || instead === undefined) return [];
    const part = index + 1;
    const prompt = toPartPrompt(goal, parts, part);
    return [{ branch: `part-${part}`, by, prompt, part, ...(instead !== by && { instead }) }];
  });
}

function toPartPrompt(goal: Labelled, parts: readonly string[], part: number): Labelled {
  const room = Math.floor(OTHER_PARTS_BUDGET / parts.length);
  const others = parts.flatMap((text, index) => (index + 1 === part ? [] : [`${index + 1}. ${cutText(text, room)}`]));
  const text = [
    `Goal of the whole work:\n${cutText(goal.text, GOAL_LIMIT)}`,
    `It is done in ${parts.length} parts at the same time. You do part ${part}, all of it and nothing else:`,
    quote(parts[part - 1] ?? ''),
    ...(others.length === 0 ? [] : [`Others do these parts, so leave them out:\n${others.join('\n')}`]),
    'Answer with your part as it is to stand in the whole, without remarks on how you made it.',
  ];
  return { text: text.join('\n\n'), labels: goal.labels };
}
