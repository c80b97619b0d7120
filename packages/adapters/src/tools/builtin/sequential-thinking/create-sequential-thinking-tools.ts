import type { Tool, ToolSource } from '@tutti/engine';
import * as z from 'zod';
import { createTool } from '../create-tool.ts';
import { ThoughtLog } from './thought-log.ts';

const MOST_THOUGHTS = 200;
const ThoughtNumber = z.int().min(1).max(MOST_THOUGHTS);

const ThoughtInput = z.object({
  thought: z.string().min(1).max(8_000),
  number: ThoughtNumber.describe('Counted from 1.'),
  total: ThoughtNumber.describe('How many it will be as far as you can see now; it may change.'),
  more: z.boolean().describe('Whether another thought follows.'),
  revises: ThoughtNumber.exactOptional().describe('The earlier thought that this one corrects.'),
  branch: z.string().min(1).max(60).exactOptional().describe('The name of a line of thought beside the main one.'),
  branchFrom: ThoughtNumber.exactOptional().describe('Where a new branch begins.'),
});

/** So many agents' thoughts are kept; those of the one that thought longest ago go first. */
const MOST_LOGS = 1_000;

/** What was thought is kept for one agent of one run, in this process: the model has the words anyway. Whoever thinks thought 1 begins anew. */
export function createSequentialThinkingTools(): ToolSource {
  const logs = new Map<string, ThoughtLog>();
  return {
    names: ['sequential_thinking'],
    fixed: false,
    open: async (_name, { run, agent }) => [createThinkingTool(logs, `${run} ${agent}`)],
  };
}

function createThinkingTool(logs: Map<string, ThoughtLog>, thinker: string): Tool {
  return createTool({
    name: 'sequential_thinking',
    description:
      'Keeps numbered thoughts while a hard problem is worked out: steps, corrections of earlier ones, and branches. It answers with what is still open. Thought 1 begins anew.',
    input: ThoughtInput,
    effect: 'pure',
    timeoutMs: 1_000,
    use(thought) {
      const isFirst = thought.number === 1 && thought.branch === undefined;
      const log = (isFirst ? undefined : logs.get(thinker)) ?? new ThoughtLog();
      const { open, revised, ...standing } = log.take(thought);
      keep(logs, thinker, log);
      return { ...standing, open: open.map((line) => ({ ...line })), revised };
    },
  });
}

function keep(logs: Map<string, ThoughtLog>, thinker: string, log: ThoughtLog): void {
  logs.delete(thinker);
  logs.set(thinker, log);
  for (const oldest of logs.keys()) {
    if (logs.size <= MOST_LOGS) return;
    logs.delete(oldest);
  }
}
