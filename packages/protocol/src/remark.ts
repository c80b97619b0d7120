/** What a person says about a run from outside: kept beside its journal, append-only, also when the run has ended. */
import * as z from 'zod';
import { ArtefactId, Instant, RemarkId, RunId, TenantId, UserId } from './ids.ts';

export const COMMENT_LIMIT = 5_000;
const comment = z.string().trim().max(COMMENT_LIMIT).optional();
const fields = { id: RemarkId, tenant: TenantId, run: RunId, by: UserId, at: Instant, comment };

export const ArtefactVerdict = z.enum(['accepted', 'rejected']);
export type ArtefactVerdict = z.infer<typeof ArtefactVerdict>;

export const Rating = z.enum(['good', 'bad']);
export type Rating = z.infer<typeof Rating>;

export const Remark = z.discriminatedUnion('type', [
  /** The last one about an artefact counts. */
  z.object({ type: z.literal('artefact.reviewed'), ...fields, artefact: ArtefactId, verdict: ArtefactVerdict }),
  z.object({ type: z.literal('feedback.given'), ...fields, rating: Rating }),
]);
export type Remark = z.infer<typeof Remark>;
