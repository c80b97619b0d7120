/**
 * Collections of documents that agents search. What a document says is kept version by version, so that a citation goes on
 * resolving to exactly the passage that it was made of, and whoever follows it is told what has become of the document since.
 */
import * as z from 'zod';
import { Hash, Instant, TenantId, UserId } from './ids.ts';
import { ModelId } from './model.ts';

export const CollectionName = z
  .string()
  .max(60)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a name of lower-case letters, digits and hyphens')
  .brand<'CollectionName'>();
export type CollectionName = z.infer<typeof CollectionName>;

/** Short, as models write it in their answers. */
export const DocumentId = z
  .string()
  .regex(/^doc_[0-9a-hjkmnp-tv-z]{12}$/)
  .brand<'DocumentId'>();
export type DocumentId = z.infer<typeof DocumentId>;

const MIB = 1_024 * 1_024;
/** What a document may be at most. */
export const DOCUMENT_LIMITS = {
  bytes: 32 * MIB,
  /** Of one part of an upload. */
  partBytes: 512 * 1_024,
  characters: 8_000_000,
  pages: 2_000,
  passages: 20_000,
} as const;

/** What one tenant may have on its way into its collections at once, and how long an upload may rest. */
export const UPLOAD_LIMITS = { bytes: 4_096 * MIB, restMs: 24 * 60 * 60 * 1_000 } as const;

export const DocumentName = z.string().trim().min(1).max(300);

export const DocumentKind = z.enum(['text', 'markdown', 'html', 'pdf', 'csv', 'code']);
export type DocumentKind = z.infer<typeof DocumentKind>;

/** `uploading` until all bytes are there; from `ready` on it is what is searched. */
export const VersionStatus = z.enum(['uploading', 'queued', 'reading', 'ready', 'failed']);
export type VersionStatus = z.infer<typeof VersionStatus>;

/** Why a version could not be read: a stable code and a sentence. */
export const ReadingProblem = z.object({ code: z.string().max(60), message: z.string().max(1_000) });
export type ReadingProblem = z.infer<typeof ReadingProblem>;

export const DocumentVersion = z.object({
  version: z.int().positive(),
  /** Of the original bytes. */
  hash: Hash,
  bytes: z.int().nonnegative(),
  /** How many of the bytes are there. */
  received: z.int().nonnegative(),
  status: VersionStatus,
  /** How much of it is read, in hundredths. */
  progress: z.int().min(0).max(100),
  problem: ReadingProblem.optional(),
  kind: DocumentKind.optional(),
  characters: z.int().nonnegative(),
  pages: z.int().nonnegative().optional(),
  passages: z.int().nonnegative(),
  at: Instant,
  by: UserId,
});
export type DocumentVersion = z.infer<typeof DocumentVersion>;

export const KnowledgeDocument = z.object({
  tenant: TenantId,
  id: DocumentId,
  collection: CollectionName,
  name: DocumentName,
  /** What is searched; absent while there is none. */
  current: DocumentVersion.optional(),
  /** Newer than that, and not ready. */
  pending: DocumentVersion.optional(),
  at: Instant,
  removedAt: Instant.optional(),
});
export type KnowledgeDocument = z.infer<typeof KnowledgeDocument>;

export const Collection = z.object({
  tenant: TenantId,
  name: CollectionName,
  title: z.string().max(200),
  /** The model that makes vectors of its passages; absent: one that costs nothing, where there is one. `off`: none. */
  embeddings: z.union([z.literal('off'), ModelId]).optional(),
  documents: z.int().nonnegative(),
  passages: z.int().nonnegative(),
  at: Instant,
});
export type Collection = z.infer<typeof Collection>;

/** A range of one version's text, counted in characters of JavaScript. */
export interface CitedRange {
  readonly document: DocumentId;
  readonly version: number;
  readonly start: number;
  readonly end: number;
}

const CITATION = /^kn:(doc_[0-9a-hjkmnp-tv-z]{12})\.(\d{1,6})\.(\d{1,8})-(\d{1,8})$/;

/** How answers cite a passage, in brackets: `[kn:doc_4k2m9x7p1q3r.2.120-480]`. */
export const Citation = z.string().regex(CITATION, 'a citation as a search gives it').brand<'Citation'>();
export type Citation = z.infer<typeof Citation>;

export function toCitation({ document, version, start, end }: CitedRange): Citation {
  return Citation.parse(`kn:${document}.${version}.${start}-${end}`);
}

export function parseCitation(citation: Citation): CitedRange {
  const [, document = '', version = '', start = '', end = ''] = CITATION.exec(citation) ?? [];
  const range = { version: Number(version), start: Number(start), end: Number(end) };
  return { document: DocumentId.parse(document), ...range };
}
