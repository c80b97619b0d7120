import * as z from 'zod';
import { ApprovalDecision, type OpenApproval } from '../approval.ts';
import { RunId, StepPath } from '../ids.ts';
import { Json } from '../json.ts';
import { Time, toTime } from './values.ts';

export const ApprovalView = z
  .object({
    approval: z.string(),
    kind: z.enum(['request', 'doubt']),
    run: RunId,
    runTitle: z.string(),
    path: StepPath,
    title: z.string(),
    /** What the answer is bound to: it must be given back. */
    subject: z.string(),
    since: Time,
    /** Of a request: what would be approved. */
    shows: Json.optional(),
    /** Of a doubt: what went wrong. */
    cause: z.string().optional(),
    message: z.string().optional(),
    decisions: z.array(z.enum([...ApprovalDecision.options, 'happened', 'not_happened'])),
  })
  .meta({ id: 'Approval' });
export type ApprovalView = z.infer<typeof ApprovalView>;

export function toApprovalView(open: OpenApproval, runTitle: string): ApprovalView {
  const { id, kind, run, path, title, subject, since } = open;
  const shared = { approval: id, kind, run, runTitle, path, title, subject, since: toTime(since) };
  if (open.kind === 'request') return { ...shared, shows: open.shows, decisions: open.decisions };
  return { ...shared, cause: open.cause, message: open.message, decisions: ['happened', 'not_happened'] };
}

/** `approved`, `rejected` and `revise` answer a request; `happened` and `not_happened` a doubt. */
export const ApprovalBody = z
  .strictObject({
    decision: z.enum([...ApprovalDecision.options, 'happened', 'not_happened']),
    subject: z.string().min(1).max(2_000),
    comment: z.string().trim().max(5_000).optional(),
    /** Of a doubt: what the step returned, where it happened. */
    output: Json.optional(),
  })
  .meta({ id: 'ApprovalAnswer' });
export type ApprovalBody = z.infer<typeof ApprovalBody>;
