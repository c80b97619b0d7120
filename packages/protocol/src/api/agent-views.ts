/** What agents look like in the API: what they are, what they were, and what they have done. */
import * as z from 'zod';
import { Agent } from '../agent.ts';
import { AgentForm } from '../agent-form.ts';
import { AGENT_NOTE_LIMIT, AGENT_TEXT_LIMIT, AgentVersionKind } from '../agent-version.ts';
import { Hash, RunId, UserId } from '../ids.ts';
import { RunStatus } from '../run-state.ts';
import { RuntimeView } from '../runtime.ts';
import { MoneySum, Time } from './values.ts';
import { HunkView } from './workspace-views.ts';

export const AgentView = Agent.pick({
  id: true,
  version: true,
  suites: true,
  aliases: true,
  product: true,
  category: true,
  role: true,
  purpose: true,
  capabilities: true,
  tools: true,
  runtime: true,
})
  .extend({ kind: AgentVersionKind.optional() })
  .meta({ id: 'AgentSummary' });
export type AgentView = z.infer<typeof AgentView>;

/** Where the definition that counts comes from. */
export const AgentSource = z.object({
  kind: AgentVersionKind,
  /** Below the folder of agents in the data directory. */
  file: z.string().optional(),
  /** What it stands before, and what it can be given back to. */
  instead: z.enum(['shipped', 'file']).optional(),
  /** Whoever wrote it here, when, and what they said of it. */
  by: UserId.optional(),
  at: Time.optional(),
  note: z.string().optional(),
});
export type AgentSource = z.infer<typeof AgentSource>;

/** `works` says where its turns go here, and what is missing; `text` is its whole definition as a Markdown file. */
export const AgentDetails = Agent.extend({
  works: RuntimeView.optional(),
  source: AgentSource.optional(),
  text: z.string().optional(),
}).meta({ id: 'Agent' });
export type AgentDetails = z.infer<typeof AgentDetails>;

export const AgentVersionView = z
  .object({
    number: z.int().positive(),
    kind: AgentVersionKind,
    /** Of its text. */
    hash: Hash,
    /** Whether it is the one that counts. */
    current: z.boolean(),
    by: UserId.optional(),
    /** Absent: nobody has used it yet, so it is not recorded either. */
    at: Time.optional(),
    note: z.string().optional(),
  })
  .meta({ id: 'AgentVersionSummary' });
export type AgentVersionView = z.infer<typeof AgentVersionView>;

/** With its text. Without `agent` it can be read no more by this version of Tutti. */
export const AgentVersionDetails = AgentVersionView.extend({ text: z.string(), agent: Agent.optional() }).meta({
  id: 'AgentVersion',
});
export type AgentVersionDetails = z.infer<typeof AgentVersionDetails>;

/** What nobody would see is written out in it. */
export const AgentDiffView = z
  .object({
    from: z.int().nonnegative(),
    to: z.int().nonnegative(),
    added: z.int().nonnegative(),
    deleted: z.int().nonnegative(),
    hunks: z.array(HunkView),
  })
  .meta({ id: 'AgentDiff' });
export type AgentDiffView = z.infer<typeof AgentDiffView>;

export const AgentRemark = z.object({ line: z.int().positive(), message: z.string() }).meta({ id: 'AgentRemark' });
export type AgentRemark = z.infer<typeof AgentRemark>;

export const AgentCheckView = z
  .object({
    /** What keeps it from being saved. */
    problems: z.array(AgentRemark),
    /** What it may be saved with, and somebody should know. */
    warnings: z.array(AgentRemark),
    text: z.string(),
    /** Only where nothing is wrong. */
    form: AgentForm.optional(),
    agent: Agent.optional(),
  })
  .meta({ id: 'AgentCheck' });
export type AgentCheckView = z.infer<typeof AgentCheckView>;

/** Of the runs that it took part in, the newest first. Nothing is counted that was not recorded. */
export const AgentRecordView = z
  .object({
    /** How many runs were looked at, and whether there are more. */
    runs: z.int().nonnegative(),
    more: z.boolean(),
    /** How they ended; of those that go on still, nothing is known yet. */
    completed: z.int().nonnegative(),
    failed: z.int().nonnegative(),
    cancelled: z.int().nonnegative(),
    open: z.int().nonnegative(),
    /** How many of them were rehearsals, which cost nothing and prove nothing. */
    rehearsed: z.int().nonnegative(),
    /** What it worked in a run that has ended, waiting not counted: half of them took less. */
    medianMs: z.number().nonnegative().optional(),
    modelCalls: z.int().nonnegative(),
    inputTokens: z.int().nonnegative(),
    outputTokens: z.int().nonnegative(),
    usd: MoneySum,
    toolCalls: z.int().nonnegative(),
    failedToolCalls: z.int().nonnegative(),
    /** By the policy. */
    denied: z.int().nonnegative(),
    /** By a person. */
    rejected: z.int().nonnegative(),
    last: z.array(
      z.object({
        run: RunId,
        title: z.string(),
        status: RunStatus,
        at: Time,
        workedMs: z.number().nonnegative(),
        usd: MoneySum,
        rehearsed: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'AgentRecord' });
export type AgentRecordView = z.infer<typeof AgentRecordView>;

const text = z.string().min(1).max(AGENT_TEXT_LIMIT).optional();
/** No database of text keeps U+0000; in a definition it is told of with its line. */
const note = z
  .string()
  .trim()
  .max(AGENT_NOTE_LIMIT)
  .refine((words) => !words.includes('\u0000'), 'the note holds the character U+0000')
  .optional();
/** The version that whoever changes it has seen: where another one counts by now, nothing is changed. */
const basedOn = z.int().positive();
/** One of them says what it is. */
const definition = { text, form: AgentForm.optional() };
const hasOne = ({ text, form }: { text?: unknown; form?: unknown }) => (text === undefined) !== (form === undefined);
const ONE = 'give either the text or the form';

export const AgentCheckBody = z
  .strictObject({ ...definition, id: z.string().max(80).optional() })
  .refine(hasOne, ONE)
  .meta({ id: 'AgentCheckWish' });
export const NewAgentBody = z
  .strictObject({ ...definition, note })
  .refine(hasOne, ONE)
  .meta({ id: 'NewAgent' });
export const AgentChangeBody = z
  .strictObject({ ...definition, note, basedOn })
  .refine(hasOne, ONE)
  .meta({ id: 'AgentChange' });
export const AgentActBody = z.strictObject({ note, basedOn }).meta({ id: 'AgentAct' });
