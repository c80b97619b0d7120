import * as z from 'zod';
import { Hash } from '../../ids.ts';
import { Citation, CollectionName, DOCUMENT_LIMITS, DocumentId, DocumentName } from '../../knowledge.ts';
import { ModelId } from '../../model.ts';
import { CitedPassageView, CollectionView, DocumentView, KnowledgeAnswer, UploadView } from '../knowledge-views.ts';
import { PageQuery, pageOf } from '../page.ts';
import { defineRoute } from '../route.ts';

const PATH = '/api/v1/knowledge';
const CollectionParams = z.strictObject({ collection: CollectionName });
const DocumentParams = z.strictObject({ document: DocumentId });
const PartParams = DocumentParams.extend({ part: z.coerce.number().int().min(0).max(1_000) });
const CitationParams = z.strictObject({ citation: Citation });
const MOST_FOUND = 50;
const MOST_AROUND = 20_000;
const PART_CHARACTERS = Math.ceil(DOCUMENT_LIMITS.partBytes / 3) * 4;

export const knowledgeRoutes = {
  listCollections: defineRoute({
    method: 'GET',
    path: `${PATH}/collections`,
    tag: 'knowledge',
    summary: 'The collections of documents',
    access: 'view',
    answers: { 200: { description: 'By name.', schema: z.object({ items: z.array(CollectionView) }) } },
  }),
  putCollection: defineRoute({
    method: 'PUT',
    path: `${PATH}/collections/{collection}`,
    tag: 'knowledge',
    summary: 'Add a collection, or change what it is called and which model makes its vectors',
    access: 'use',
    params: CollectionParams,
    body: z
      .strictObject({
        title: z.string().trim().max(200).optional(),
        /** `off`, or a model; absent: one that costs nothing, where there is one. */
        embeddings: z.union([z.literal('off'), ModelId]).optional(),
      })
      .meta({ id: 'NewCollection' }),
    answers: { 200: { description: 'As it stands now.', schema: CollectionView } },
  }),
  removeCollection: defineRoute({
    method: 'DELETE',
    path: `${PATH}/collections/{collection}`,
    tag: 'knowledge',
    summary: 'Remove a collection with all its documents',
    access: 'use',
    params: CollectionParams,
    answers: { 204: { description: 'It is gone.' } },
    problems: ['collection_not_found'],
  }),
  listDocuments: defineRoute({
    method: 'GET',
    path: `${PATH}/collections/{collection}/documents`,
    tag: 'knowledge',
    summary: 'The documents of a collection, and how far each is read',
    access: 'view',
    params: CollectionParams,
    query: PageQuery,
    answers: { 200: { description: 'The newest first.', schema: pageOf(DocumentView) } },
    problems: ['collection_not_found'],
  }),
  beginDocument: defineRoute({
    method: 'POST',
    path: `${PATH}/collections/{collection}/documents`,
    tag: 'knowledge',
    summary: 'Begin or go on with the upload of a document; the same content again is no new version',
    access: 'use',
    params: CollectionParams,
    body: z
      .strictObject({
        name: DocumentName,
        bytes: z.int().min(1).max(1_000_000_000_000),
        /** SHA-256 of all bytes. */
        hash: Hash,
      })
      .meta({ id: 'NewDocument' }),
    answers: { 200: { description: 'What is there, and which parts are missing.', schema: UploadView } },
    problems: ['collection_not_found', 'document_too_large', 'uploads_full'],
  }),
  putDocumentPart: defineRoute({
    method: 'PUT',
    path: `${PATH}/documents/{document}/parts/{part}`,
    tag: 'knowledge',
    summary: 'Send one part of a document; with the last of them it is read',
    access: 'use',
    params: PartParams,
    body: z
      .strictObject({ version: z.int().positive(), content: z.base64().max(PART_CHARACTERS) })
      .meta({ id: 'DocumentPart' }),
    answers: { 200: { description: 'Which parts are still missing.', schema: UploadView } },
    problems: ['document_not_found', 'document_part_refused'],
  }),
  getDocument: defineRoute({
    method: 'GET',
    path: `${PATH}/documents/{document}`,
    tag: 'knowledge',
    summary: 'One document, and how far it is read',
    access: 'view',
    params: DocumentParams,
    answers: { 200: { description: 'As it stands now.', schema: DocumentView } },
    problems: ['document_not_found'],
  }),
  ingestDocument: defineRoute({
    method: 'POST',
    path: `${PATH}/documents/{document}/ingest`,
    tag: 'knowledge',
    summary: 'Read a document again that could not be read',
    access: 'use',
    params: DocumentParams,
    answers: { 200: { description: 'As it stands now.', schema: DocumentView } },
    problems: ['document_not_found'],
  }),
  removeDocument: defineRoute({
    method: 'DELETE',
    path: `${PATH}/documents/{document}`,
    tag: 'knowledge',
    summary: 'Remove a document: its bytes, its text and its passages; citations of it say that it was removed',
    access: 'use',
    params: DocumentParams,
    answers: { 204: { description: 'It is gone.' } },
    problems: ['document_not_found'],
  }),
  downloadDocument: defineRoute({
    method: 'GET',
    path: `${PATH}/documents/{document}/content`,
    tag: 'knowledge',
    summary: 'The original bytes of a document, always as a download',
    access: 'view',
    params: DocumentParams,
    answers: { 200: { description: 'The bytes.', mediaType: 'application/octet-stream' } },
    problems: ['document_not_found'],
  }),
  searchKnowledge: defineRoute({
    method: 'GET',
    path: `${PATH}/search`,
    tag: 'knowledge',
    summary: 'Find passages by their words, and by vectors where a model makes them',
    access: 'view',
    query: z.strictObject({
      text: z.string().trim().min(1).max(1_000),
      collection: CollectionName.optional(),
      limit: z.coerce.number().int().min(1).max(MOST_FOUND).default(10),
    }),
    answers: { 200: { description: 'The best first.', schema: KnowledgeAnswer } },
    problems: ['collection_not_found'],
  }),
  getPassage: defineRoute({
    method: 'GET',
    path: `${PATH}/passages/{citation}`,
    tag: 'knowledge',
    summary: 'Exactly the passage that is cited, what stands around it, and what has become of its document',
    access: 'view',
    params: CitationParams,
    query: z.strictObject({ around: z.coerce.number().int().min(0).max(MOST_AROUND).default(600) }),
    answers: { 200: { description: 'Text, never markup to be trusted.', schema: CitedPassageView } },
    problems: ['passage_not_found'],
  }),
} as const;
