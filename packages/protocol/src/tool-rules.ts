/** What an installation says about the calls of tools, as data. A rule has every condition that it names, and the most specific one decides. */
import * as z from 'zod';
import { EffectClass } from './effect.ts';

export const ToolVerdict = z.enum(['allow', 'ask', 'deny']);
export type ToolVerdict = z.infer<typeof ToolVerdict>;

/** `*` stands for any characters, also none. */
const Pattern = z.string().min(1).max(200);

export const ToolRule = z.strictObject({
  /** An agent's id, or a pattern. Absent: every agent. */
  agent: Pattern.exactOptional(),
  /** A tool (`git__push`), a whole set (`git`), or a pattern (`git__*`). Absent: every tool. */
  tool: Pattern.exactOptional(),
  effect: EffectClass.exactOptional(),
  /** By the name of an argument, or the way to it (`options.force`): a pattern for the whole of its value. */
  arguments: z
    .record(z.string().min(1).max(200), z.string().max(1_000))
    .refine((patterns) => Object.keys(patterns).length > 0, { error: 'name at least one argument' })
    .exactOptional(),
  verdict: ToolVerdict,
  /** Told to people, and to the model where it is refused. */
  because: z.string().min(1).max(300).exactOptional(),
});
export type ToolRule = z.infer<typeof ToolRule>;

/** Where calls may go whose host the model chooses, once private data have reached it. */
export const ToolEgress = z.strictObject({
  /** Hosts without a port, or patterns (`*.example.org`). */
  hosts: z.array(Pattern).max(1_000).default([]),
  /** What becomes of calls to others. */
  otherwise: z.enum(['ask', 'deny']).default('deny'),
  /** Tools and sets whose results are nobody's secret. */
  notPrivate: z.array(z.string().min(1).max(200)).max(200).default([]),
});
export type ToolEgress = z.infer<typeof ToolEgress>;

export const ToolRules = z.strictObject({
  rules: z.array(ToolRule).max(1_000).default([]),
  /** How long a person has to decide; absent: as long as the run may take. */
  waitMinutes: z
    .number()
    .positive()
    .max(60 * 24 * 366)
    .exactOptional(),
  /** Absent: a person is asked where private data and words of strangers have both come together. */
  egress: ToolEgress.exactOptional(),
});
export type ToolRules = z.infer<typeof ToolRules>;

export const NO_TOOL_RULES: ToolRules = { rules: [] };
