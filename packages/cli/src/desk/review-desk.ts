/** What people say of runs, as commands take it: their answers to what waits for them, and what they think of what was made. */
import type { ArtefactId, ArtefactVerdict, Rating, RunId } from '@tutti/protocol';
import type { ApprovalBody, ApprovalView, ArtefactView, FeedbackView } from '@tutti/protocol/api';
import type { Client } from '@tutti/sdk';
import { readAll } from './read-all.ts';

export type ApprovalAnswer = Omit<ApprovalBody, 'subject'>;

export interface ArtefactReview {
  readonly verdict: ArtefactVerdict;
  readonly comment?: string;
}

export interface RunFeedback {
  readonly rating: Rating;
  readonly comment?: string;
}

export interface ReviewDesk {
  listApprovals(): Promise<readonly ApprovalView[]>;
  answerApproval(approval: ApprovalView, answer: ApprovalAnswer): Promise<void>;
  reviewArtefact(run: RunId, artefact: ArtefactId, review: ArtefactReview): Promise<ArtefactView>;
  giveFeedback(run: RunId, feedback: RunFeedback): Promise<FeedbackView>;
}

export function createReviewDesk(client: Client): ReviewDesk {
  return {
    listApprovals: () => readAll((page) => client.call('listApprovals', page)),
    async answerApproval({ approval, subject }, answer) {
      await client.call('answerApproval', { approval, subject, ...answer });
    },
    reviewArtefact: (run, artefact, review) => client.call('reviewArtefact', { run, artefact, ...review }),
    giveFeedback: (run, feedback) => client.call('giveFeedback', { run, ...feedback }),
  };
}
