import { useQueryClient } from '@tanstack/react-query';
import type { Json } from '@tutti/protocol';
import type { ApprovalView } from '@tutti/protocol/api';
import { ProblemError } from '@tutti/sdk';
import { APPROVALS } from '../client/queries.ts';
import { useServices } from '../client/services-context.tsx';

export interface Answer {
  readonly decision: ApprovalView['decisions'][number];
  readonly comment: string;
  readonly output?: Json;
}

/** What became of an answer; what is thrown is anything else. */
export type AnswerOutcome = 'sent' | 'changed' | 'gone';

export function useAnswerApproval({ approval, subject }: ApprovalView): (answer: Answer) => Promise<AnswerOutcome> {
  const { client } = useServices();
  const queries = useQueryClient();
  return async ({ decision, comment, output }) => {
    try {
      await client.call('answerApproval', {
        approval,
        subject,
        decision,
        ...(comment.trim() !== '' && { comment: comment.trim() }),
        ...(output !== undefined && { output }),
      });
      return 'sent';
    } catch (error) {
      const code = error instanceof ProblemError ? error.code : undefined;
      if (code !== 'approval_changed' && code !== 'approval_not_found') throw error;
      await queries.invalidateQueries({ queryKey: APPROVALS });
      return code === 'approval_changed' ? 'changed' : 'gone';
    }
  };
}
