import { describe, expect, it } from 'vitest';
import { ArtefactId, RemarkId, RunId, TenantId, toIdText, UserId } from './ids.ts';
import { COMMENT_LIMIT, Remark } from './remark.ts';

const none = new Uint8Array(16);
const fields = {
  id: RemarkId.parse(toIdText('rmk', 0, none)),
  tenant: TenantId.parse(toIdText('ten', 0, none)),
  run: RunId.parse(toIdText('run', 0, none)),
  by: UserId.parse(toIdText('usr', 0, none)),
  at: 1,
};
const feedback = { type: 'feedback.given', ...fields, rating: 'good' };
const review = {
  type: 'artefact.reviewed',
  ...fields,
  artefact: ArtefactId.parse(toIdText('art', 0, none)),
  verdict: 'accepted',
};

describe('a remark', () => {
  it('is a rating of a run, or a verdict about an artefact', () => {
    expect(Remark.parse(feedback)).toEqual(feedback);
    expect(Remark.parse(review)).toEqual(review);
  });

  it.each([
    { ...feedback, rating: 'middling' },
    { ...review, artefact: undefined },
    { ...review, verdict: 'good' },
    { ...feedback, by: undefined },
    { ...feedback, comment: 'x'.repeat(COMMENT_LIMIT + 1) },
  ])('is refused where a part of it is wrong or lacking', (remark) => {
    expect(Remark.safeParse(remark).success).toBe(false);
  });

  it('has a comment without empty space around it', () => {
    expect(Remark.parse({ ...feedback, comment: ` ${'x'.repeat(COMMENT_LIMIT)}\n` }).comment).toHaveLength(
      COMMENT_LIMIT,
    );
  });
});
