/** What one agent passes on to the next: the contract as the result of a run shows it, and the block in which an agent may state its part. */
import * as z from 'zod';
import { AgentId } from './ids.ts';
import { Label } from './labelled.ts';

/** The language of the fenced block with which an agent may end its text. */
export const HANDOFF_FENCE = 'handoff';

/** Closed by the same fence, or open until the end: a text that was cut off, or is still being written. */
const BLOCK = /^[ \t]*```[ \t]*handoff[ \t]*\r?\n([\s\S]*?)(?:^[ \t]*```[ \t]*$|(?![\s\S]))/gimu;

export interface SplitHandoff {
  /** What is for everybody. */
  readonly text: string;
  /** What is for whoever goes on, without the fences. */
  readonly blocks: readonly string[];
}

/** Takes the blocks out of an agent's text, finished or not: nobody is shown them as a part of it. */
export function splitHandoff(said: string): SplitHandoff {
  const blocks: string[] = [];
  const text = said.replace(BLOCK, (_, block: string) => {
    blocks.push(block.trim());
    return '';
  });
  if (blocks.length === 0) return { text: said, blocks };
  return { text: text.replace(/\n{3,}/gu, '\n\n').trim(), blocks };
}

/** Where a fact comes from: what was asked for with the task, its words, a block of an agent, or the text of one. */
export const FactSource = z.enum(['task', 'goal', 'note', 'text']);
export type FactSource = z.infer<typeof FactSource>;

export const HandoffFact = z.object({
  id: z.string(),
  text: z.string(),
  source: FactSource,
  /** Absent where it came with the task. */
  by: AgentId.exactOptional(),
  /** 0 for the task itself. */
  step: z.int().nonnegative(),
  /** It must still stand in the result. */
  required: z.boolean(),
  labels: z.array(Label),
});
export type HandoffFact = z.infer<typeof HandoffFact>;

/** Somebody says another value than a fact that was stated before. */
export const Contradiction = z.object({
  fact: z.string(),
  /** Who brought it in; whoever repeats it later is not named. */
  by: AgentId,
  step: z.int().positive(),
  says: z.string(),
  value: z.string(),
});
export type Contradiction = z.infer<typeof Contradiction>;

/** One hop, as `handoff_from_<step>` in the details of a result. */
export const Handoff = z.object({
  from: AgentId,
  to: AgentId,
  step: z.int().positive(),
  goal: z.string(),
  summary: z.string(),
  key_outputs: z.array(z.string()),
  /** Ids of all that were known when it was handed over. */
  facts: z.array(z.string()),
  /** By address or name, never by content. */
  artefacts: z.array(z.string()),
  constraints: z.array(z.string()),
  open_questions: z.array(z.string()),
  done: z.array(z.string()),
  not_done: z.array(z.string()),
  acceptance_test: z.string(),
  /** Characters that a prompt holds at most of texts and of facts, and how often anybody is asked once more. */
  budget: z.object({ texts: z.int(), facts: z.int(), questions: z.int(), repairs: z.int() }),
  /** Whether the receiver went to work at once, or asked the sender first. */
  acknowledged: z.enum(['accepted', 'asked_back']),
  questions: z.array(z.string()),
  answer: z.string().exactOptional(),
});
export type Handoff = z.infer<typeof Handoff>;

/** What became of the facts that had to stand in the result. */
export const FactCheck = z.object({
  required: z.int().nonnegative(),
  /** Not in the text when the last agent was done. */
  missing: z.array(z.string()),
  /** Put in by the last agent when it was asked again. */
  mended: z.array(z.string()),
  /** Put under the text by the program. */
  appended: z.array(z.string()),
  /** Nowhere in the result, as nothing can be put under an answer in a form of its own. */
  lost: z.array(z.string()),
});
export type FactCheck = z.infer<typeof FactCheck>;
