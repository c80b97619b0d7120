/** What somebody is writing about an agent: as a form, or as the text that it becomes. */
import { AgentForm } from '@tutti/protocol';
import * as z from 'zod';
import type { AgentWish } from '../../../client/agent-queries.ts';

export const AgentDraft = z.object({
  /** Which of the two is being written; the other one is made of it. */
  mode: z.enum(['form', 'text']),
  text: z.string(),
  form: AgentForm.optional(),
  note: z.string(),
  /** The version that it was begun with; none of a new agent. */
  basedOn: z.int().positive().optional(),
});
export type AgentDraft = z.infer<typeof AgentDraft>;

export const NEW_DRAFT: AgentDraft = { mode: 'form', text: '', form: AgentForm.parse({}), note: '' };

export function toWish({ mode, form, text }: Pick<AgentDraft, 'mode' | 'form' | 'text'>): AgentWish {
  return mode === 'form' && form ? { form } : { text };
}

/** Whether anything in it would be lost. */
export function isWritten(draft: AgentDraft, begun: AgentDraft): boolean {
  if (draft.note !== begun.note) return true;
  return JSON.stringify(toWish(draft)) !== JSON.stringify(toWish({ ...begun, mode: draft.mode }));
}

/** `a, b, c` and back. */
export function parseList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}

/** Where a line of a text begins and ends, counted from 1. */
export function findLine(text: string, line: number): { readonly start: number; readonly end: number } {
  const lines = text.split('\n');
  const start = lines.slice(0, line - 1).reduce((total, each) => total + each.length + 1, 0);
  return { start, end: start + (lines[line - 1]?.length ?? 0) };
}
