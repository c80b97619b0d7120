import * as z from 'zod';
import { Hash } from '../ids.ts';
import {
  Citation,
  type Collection,
  CollectionName,
  DOCUMENT_LIMITS,
  DocumentId,
  DocumentKind,
  type DocumentVersion,
  type KnowledgeDocument,
  ReadingProblem,
  VersionStatus,
} from '../knowledge.ts';
import { Time, toTime } from './values.ts';

export const CollectionView = z
  .object({
    name: CollectionName,
    title: z.string(),
    /** The model that makes vectors of its passages, `off`, or absent: one that costs nothing, where there is one. */
    embeddings: z.string().optional(),
    documents: z.int().nonnegative(),
    passages: z.int().nonnegative(),
    createdAt: Time,
  })
  .meta({ id: 'Collection' });
export type CollectionView = z.infer<typeof CollectionView>;

export const DocumentVersionView = z
  .object({
    version: z.int().positive(),
    hash: Hash,
    bytes: z.int().nonnegative(),
    received: z.int().nonnegative(),
    status: VersionStatus,
    /** How much of it is read, in hundredths. */
    progress: z.int(),
    problem: ReadingProblem.optional(),
    kind: DocumentKind.optional(),
    characters: z.int().nonnegative(),
    pages: z.int().nonnegative().optional(),
    passages: z.int().nonnegative(),
    addedAt: Time,
    addedBy: z.string(),
  })
  .meta({ id: 'DocumentVersion' });
export type DocumentVersionView = z.infer<typeof DocumentVersionView>;

export const DocumentView = z
  .object({
    document: DocumentId,
    collection: CollectionName,
    name: z.string(),
    /** What is searched. */
    current: DocumentVersionView.optional(),
    /** Newer, and not ready: it takes the other's place as a whole, or not at all. */
    pending: DocumentVersionView.optional(),
    createdAt: Time,
  })
  .meta({ id: 'Document' });
export type DocumentView = z.infer<typeof DocumentView>;

export const UploadView = z
  .object({
    document: DocumentView,
    /** Absent: everything is there, or was there before. */
    upload: z
      .object({
        version: z.int().positive(),
        partBytes: z.int().positive(),
        /** Numbers of the parts that have not arrived; the first is 0. */
        missing: z.array(z.int().nonnegative()).max(Math.ceil(DOCUMENT_LIMITS.bytes / DOCUMENT_LIMITS.partBytes)),
      })
      .optional(),
  })
  .meta({ id: 'Upload' });
export type UploadView = z.infer<typeof UploadView>;

export const PassageView = z
  .object({
    citation: Citation,
    document: DocumentId,
    version: z.int().positive(),
    collection: CollectionName,
    name: z.string(),
    text: z.string(),
    page: z.int().positive().optional(),
    /** The headings that it stands under, the outermost first. */
    headings: z.array(z.string()),
  })
  .meta({ id: 'Passage' });
export type PassageView = z.infer<typeof PassageView>;

export const FoundPassageView = PassageView.extend({
  /** The place among what was found by words, and by vectors. */
  byWords: z.int().positive().optional(),
  byVectors: z.int().positive().optional(),
}).meta({ id: 'FoundPassage' });
export type FoundPassageView = z.infer<typeof FoundPassageView>;

export const KnowledgeAnswer = z
  .object({
    items: z.array(FoundPassageView),
    /** How was searched, in a sentence. */
    how: z.string(),
    /** The model whose vectors were compared. */
    model: z.string().optional(),
  })
  .meta({ id: 'KnowledgeAnswer' });
export type KnowledgeAnswer = z.infer<typeof KnowledgeAnswer>;

export const CitedState = z.enum(['current', 'replaced', 'removed']);
export type CitedState = z.infer<typeof CitedState>;

export const CitedPassageView = z
  .object({
    citation: Citation,
    document: DocumentId,
    version: z.int().positive(),
    collection: CollectionName,
    name: z.string(),
    /** What has become of what is cited: of a document that was removed no text is kept. */
    state: CitedState,
    /** The one that took its place. */
    newest: z.int().positive().optional(),
    before: z.string(),
    text: z.string(),
    after: z.string(),
    page: z.int().positive().optional(),
    headings: z.array(z.string()),
  })
  .meta({ id: 'CitedPassage' });
export type CitedPassageView = z.infer<typeof CitedPassageView>;

export function toCollectionView({ name, title, embeddings, documents, passages, at }: Collection): CollectionView {
  return { name, title, embeddings, documents, passages, createdAt: toTime(at) };
}

export function toDocumentView({ id, collection, name, current, pending, at }: KnowledgeDocument): DocumentView {
  return {
    document: id,
    collection,
    name,
    current: current && toVersionView(current),
    pending: pending && toVersionView(pending),
    createdAt: toTime(at),
  };
}

function toVersionView({ at, by, ...version }: DocumentVersion): DocumentVersionView {
  return { ...version, addedAt: toTime(at), addedBy: by };
}
