/** What an agent was at some time: each change of its definition is a version, numbered from 1, and none is ever changed or taken away. */
import * as z from 'zod';
import { AgentId, Hash, Instant, TenantId, UserId } from './ids.ts';

export const AgentVersionKind = z.enum([
  /** As it comes with Tutti, when it was first used here. */
  'shipped',
  /** As a file in the data directory had it. */
  'file',
  /** Written here by a person: it goes before what is shipped and what lies in files. */
  'edited',
  /** Given back to what is shipped or lies in a file. */
  'returned',
  /** Taken out of use. Its text is what it was last. */
  'retired',
]);
export type AgentVersionKind = z.infer<typeof AgentVersionKind>;

/** More than the longest instructions with everything around them. */
export const AGENT_TEXT_LIMIT = 60_000;
export const AGENT_NOTE_LIMIT = 500;

/** All of a version but its text. */
export const AgentVersionHead = z.object({
  tenant: TenantId,
  agent: AgentId,
  number: z.int().positive(),
  kind: AgentVersionKind,
  /** Of the text. */
  hash: Hash,
  /** Who wrote it here; nobody did where it was found. */
  by: UserId.optional(),
  at: Instant,
  note: z.string().optional(),
});
export type AgentVersionHead = z.infer<typeof AgentVersionHead>;

/** With the Markdown file that it is. */
export const AgentVersion = AgentVersionHead.extend({ text: z.string() });
export type AgentVersion = z.infer<typeof AgentVersion>;
