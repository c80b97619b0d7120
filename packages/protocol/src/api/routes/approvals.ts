import * as z from 'zod';
import { RunId } from '../../ids.ts';
import { ApprovalBody, ApprovalView } from '../approval-views.ts';
import { PageQuery, pageOf } from '../page.ts';
import { defineRoute } from '../route.ts';

export const approvalRoutes = {
  listApprovals: defineRoute({
    method: 'GET',
    path: '/api/v1/approvals',
    tag: 'approvals',
    summary: 'Everything that waits for a person; a page is of runs, so it may hold more or fewer items than asked for',
    access: 'view',
    query: PageQuery,
    answers: { 200: { description: 'A page.', schema: pageOf(ApprovalView) } },
  }),
  answerApproval: defineRoute({
    method: 'POST',
    path: '/api/v1/approvals/{approval}',
    tag: 'approvals',
    summary: 'Decide what a run waits for; the answer names the subject that was shown',
    access: 'use',
    params: z.strictObject({ approval: z.string().min(1).max(1_600) }),
    body: ApprovalBody,
    answers: { 202: { description: 'The run goes on with it.', schema: z.object({ run: RunId }) } },
    problems: ['approval_not_found', 'approval_changed'],
  }),
} as const;
