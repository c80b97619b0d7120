import * as z from 'zod';
import { ArtefactId, RunId } from '../../ids.ts';
import { ArtefactVerdict, COMMENT_LIMIT } from '../../remark.ts';
import { defineRoute } from '../route.ts';
import { ArtefactView } from '../run-views.ts';
import { PreviewContent } from '../workspace-views.ts';
import { RunParams } from './runs.ts';

const ArtefactParams = z.strictObject({ run: RunId, artefact: ArtefactId });

export const artefactRoutes = {
  listArtefacts: defineRoute({
    method: 'GET',
    path: '/api/v1/runs/{run}/artefacts',
    tag: 'artefacts',
    summary: 'The documents that a run produced',
    access: 'view',
    params: RunParams,
    answers: { 200: { description: 'All versions, in order.', schema: z.object({ items: z.array(ArtefactView) }) } },
    problems: ['run_not_found'],
  }),
  previewArtefact: defineRoute({
    method: 'GET',
    path: '/api/v1/runs/{run}/artefacts/{artefact}/preview',
    tag: 'artefacts',
    summary: 'The beginning of a document as text',
    access: 'view',
    params: ArtefactParams,
    answers: {
      200: {
        description: 'Text, never markup to be trusted.',
        schema: PreviewContent.extend({ artefact: ArtefactView }),
      },
    },
    problems: ['run_not_found', 'artefact_not_found'],
  }),
  downloadArtefact: defineRoute({
    method: 'GET',
    path: '/api/v1/runs/{run}/artefacts/{artefact}/content',
    tag: 'artefacts',
    summary: 'The bytes of a document, always as a download',
    access: 'view',
    params: ArtefactParams,
    answers: { 200: { description: 'The bytes.', mediaType: 'application/octet-stream' } },
    problems: ['run_not_found', 'artefact_not_found'],
  }),
  reviewArtefact: defineRoute({
    method: 'POST',
    path: '/api/v1/runs/{run}/artefacts/{artefact}/review',
    tag: 'artefacts',
    summary: 'Accept or reject a document',
    access: 'use',
    params: ArtefactParams,
    body: z
      .strictObject({ verdict: ArtefactVerdict, comment: z.string().trim().max(COMMENT_LIMIT).optional() })
      .meta({ id: 'Review' }),
    creates: true,
    answers: { 201: { description: 'As it stands now.', schema: ArtefactView } },
    problems: ['run_not_found', 'artefact_not_found'],
  }),
} as const;
