/** How the team is to work in detail, as it was typed, and what becomes of it. Each pattern takes what it knows of it. */
import { AgentId, PATTERNS, PatternOptions, type PatternWish } from '@tutti/protocol';
import * as z from 'zod';
import { tasksText } from '../../strings/tasks.ts';

const Count = z.number().optional().catch(undefined);
const Lines = z.string().default('');
const MS = 1_000;

export const OptionsDraft = z.object({
  atOnce: Count,
  rounds: Count,
  enough: Count,
  buffer: Count,
  /** In seconds, as a person says it. */
  silentAfter: Count,
  /** Empty: nobody in particular. */
  lead: z.union([AgentId, z.literal('')]).default(''),
  judges: z.array(AgentId).default([]),
  /** One a line. */
  parts: Lines,
  items: Lines,
  facts: Lines,
  merge: z.enum(['', 'sections', 'synthesis']).default(''),
  order: z.enum(['', 'kept', 'free']).default(''),
  quorum: z.enum(['', 'majority', 'two_thirds', 'all']).default(''),
  weights: z.enum(['', 'equal', 'record']).default(''),
  objective: z.enum(['', 'highest', 'lowest']).default(''),
});
export type OptionsDraft = z.infer<typeof OptionsDraft>;

export type OptionName = keyof PatternOptions;
export type OptionField = `patternOptions.${OptionName}`;

/** Those that the pattern knows; whoever leaves it open leaves them open too. */
export function listOptions(pattern: PatternWish): readonly OptionName[] {
  return pattern === 'auto' ? [] : PATTERNS[pattern].options;
}

/** What was left empty is left out, and so is what only another pattern knows. */
export function toPatternOptions(pattern: PatternWish, draft: OptionsDraft): PatternOptions | undefined {
  const typed = listTyped(pattern, draft);
  return typed.length === 0 ? undefined : PatternOptions.parse(Object.fromEntries(typed));
}

export function findOptionMistakes(
  pattern: PatternWish,
  draft: OptionsDraft,
): Readonly<Partial<Record<OptionField, string>>> {
  const wrong = listTyped(pattern, draft).flatMap(([name, value]) =>
    PatternOptions.shape[name].safeParse(value).success
      ? []
      : [[`patternOptions.${name}`, tasksText.wrongOption[name]]],
  );
  return Object.fromEntries(wrong) as Partial<Record<OptionField, string>>;
}

/** The way back, for a task like an earlier one. */
export function toOptionsDraft(options: PatternOptions = {}): OptionsDraft {
  const { silentAfterMs, parts = [], items = [], facts = [], ...same } = options;
  return OptionsDraft.parse({
    ...same,
    ...(silentAfterMs !== undefined && { silentAfter: silentAfterMs / MS }),
    parts: toLines(parts),
    items: toLines(items),
    facts: toLines(facts),
  });
}

function listTyped(pattern: PatternWish, draft: OptionsDraft): (readonly [OptionName, unknown])[] {
  const { silentAfter, parts, items, facts, ...same } = draft;
  const all: Readonly<Partial<Record<OptionName, unknown>>> = {
    ...same,
    silentAfterMs: silentAfter === undefined ? undefined : Math.round(silentAfter * MS),
    parts: readLines(parts),
    items: readLines(items),
    facts: readLines(facts),
  };
  return listOptions(pattern).flatMap((name) => (isEmpty(all[name]) ? [] : [[name, all[name]] as const]));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

function readLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Whatever had lines of its own becomes one of them. */
function toLines(texts: readonly string[]): string {
  return texts.map((text) => text.replaceAll(/\s*\n\s*/g, ' ')).join('\n');
}
