/** What people say of the runs of a data directory or a database that this process has opened. */
import { RunError } from '@tutti/engine';
import { type ArtefactId, RANDOM_BYTES, RemarkId, type RunId, toIdText } from '@tutti/protocol';
import { type ApprovalView, type ArtefactView, type FeedbackView, toFeedbackView } from '@tutti/protocol/api';
import type { Home } from '@tutti/server/home';
import type { CommandContext } from '../command-context.ts';
import { CommandError } from '../report-error.ts';
import type { RunDesk } from './desk.ts';
import { readAll } from './read-all.ts';
import type { ApprovalAnswer, ArtefactReview, ReviewDesk, RunFeedback } from './review-desk.ts';

export class LocalReviews implements ReviewDesk {
  readonly #home: Home;
  readonly #runs: Pick<RunDesk, 'getRun' | 'listRuns'>;
  readonly #newId: () => RemarkId;

  constructor(home: Home, runs: Pick<RunDesk, 'getRun' | 'listRuns'>, { clock, random }: CommandContext) {
    this.#home = home;
    this.#runs = runs;
    this.#newId = () => RemarkId.parse(toIdText('rmk', clock.now(), random.bytes(RANDOM_BYTES)));
  }

  async listApprovals(): Promise<readonly ApprovalView[]> {
    const waiting = await readAll(async (page) => {
      const { runs, next = null } = await this.#runs.listRuns({ open: true, ...page });
      return { items: runs, next };
    });
    const found: ApprovalView[] = [];
    for (const { run } of waiting) found.push(...(await this.#runs.getRun(run)).open);
    return found;
  }

  async answerApproval({ run, path, subject }: ApprovalView, answer: ApprovalAnswer): Promise<void> {
    const { engine, principal } = this.#home;
    await engine.answerApproval(principal, run, { path, subject, ...answer });
  }

  async reviewArtefact(run: RunId, artefact: ArtefactId, review: ArtefactReview): Promise<ArtefactView> {
    const { engine, principal } = this.#home;
    await engine.addRemark(principal, { type: 'artefact.reviewed', id: this.#newId(), run, artefact, ...review });
    const reviewed = (await this.#runs.getRun(run)).artefacts.find((each) => each.artefact === artefact);
    if (!reviewed) throw new CommandError('artefact_not_found', `${run} has no artefact ${artefact}`);
    return reviewed;
  }

  async giveFeedback(run: RunId, feedback: RunFeedback): Promise<FeedbackView> {
    const { engine, principal } = this.#home;
    const id = this.#newId();
    await engine.addRemark(principal, { type: 'feedback.given', id, run, ...feedback });
    const kept = (await engine.listRemarks(principal, run)).find((remark) => remark.id === id);
    if (kept?.type !== 'feedback.given') throw new RunError('internal', 'the feedback was not kept');
    return toFeedbackView(kept);
  }
}
