import * as z from 'zod';
import { COMMENT_LIMIT } from '../../remark.ts';
import { PATH_LIMIT } from '../../workspace.ts';
import { defineRoute } from '../route.ts';
import { FileDiffView, FilePreview, WorkspaceView } from '../workspace-views.ts';
import { RunParams } from './runs.ts';

const PATH = '/api/v1/runs/{run}/workspace';
const MOST_FILES = 10_000;
const MOST_HUNKS = 10_000;
const FilePath = z.string().min(1).max(PATH_LIMIT);
const VersionName = z.string().min(1).max(80);
const Comment = z.string().trim().max(COMMENT_LIMIT).optional();
/** Absent: all that nothing was decided about. */
const Files = z.array(FilePath).min(1).max(MOST_FILES).optional();
/** Single hunks of text files, as the diff with this hash numbers them. */
const Parts = z
  .array(
    z.strictObject({
      path: FilePath,
      diff: z.string().regex(/^[0-9a-f]{64}$/u),
      hunks: z.array(z.int().positive()).min(1).max(MOST_HUNKS),
    }),
  )
  .min(1)
  .max(MOST_FILES)
  .optional();
const shown = { 200: { description: 'As it stands now.', schema: WorkspaceView } };
const absent = [
  'run_not_found',
  'workspace_not_found',
  'workspace_elsewhere',
  'git_missing',
  'repository_unusable',
] as const;
const refused = [...absent, 'file_not_found', 'nothing_to_decide', 'diff_changed', 'hunks_unusable'] as const;

export const workspaceRoutes = {
  listRepositories: defineRoute({
    method: 'GET',
    path: '/api/v1/repositories',
    tag: 'tasks',
    summary: 'The repositories that a task of yours may work on',
    access: 'use',
    answers: {
      200: {
        description: 'Those that are known; others that lie deeper in an allowed folder may be named too.',
        schema: z.object({
          /** Whether a task of yours may name any at all. */
          allowed: z.boolean(),
          paths: z.array(z.string()),
          more: z.boolean(),
        }),
      },
    },
  }),
  getWorkspace: defineRoute({
    method: 'GET',
    path: PATH,
    tag: 'artefacts',
    summary: 'The files that a run has made or changed, their versions, and what was decided about them',
    access: 'view',
    params: RunParams,
    answers: shown,
    problems: absent,
  }),
  compareFiles: defineRoute({
    method: 'GET',
    path: `${PATH}/diff`,
    tag: 'artefacts',
    summary: 'What has changed between two versions, line by line',
    access: 'view',
    params: RunParams,
    query: z.strictObject({
      /** Absent: where the work began. */
      from: VersionName.optional(),
      /** Absent: the last one. */
      to: VersionName.optional(),
      path: FilePath.optional(),
    }),
    answers: {
      200: { description: 'File by file.', schema: z.object({ items: z.array(FileDiffView), more: z.boolean() }) },
    },
    problems: [...absent, 'version_not_found', 'file_not_found'],
  }),
  previewFile: defineRoute({
    method: 'GET',
    path: `${PATH}/preview`,
    tag: 'artefacts',
    summary: 'The beginning of a file as text',
    access: 'view',
    params: RunParams,
    query: z.strictObject({ path: FilePath, version: VersionName.optional() }),
    answers: { 200: { description: 'Text, never markup to be trusted.', schema: FilePreview } },
    problems: [...absent, 'version_not_found', 'file_not_found'],
  }),
  downloadFile: defineRoute({
    method: 'GET',
    path: `${PATH}/content`,
    tag: 'artefacts',
    summary: 'The bytes of a file, always as a download',
    access: 'view',
    params: RunParams,
    query: z.strictObject({ path: FilePath, version: VersionName.optional() }),
    answers: { 200: { description: 'The bytes.', mediaType: 'application/octet-stream' } },
    problems: [...absent, 'version_not_found', 'file_not_found'],
  }),
  downloadFiles: defineRoute({
    method: 'GET',
    path: `${PATH}/archive`,
    tag: 'artefacts',
    summary: 'All files that a run has made or changed, as one tar archive',
    access: 'view',
    params: RunParams,
    query: z.strictObject({ version: VersionName.optional() }),
    answers: { 200: { description: 'A tar archive.', mediaType: 'application/x-tar' } },
    problems: [...absent, 'version_not_found', 'payload_too_large'],
  }),
  acceptFiles: defineRoute({
    method: 'POST',
    path: `${PATH}/accept`,
    tag: 'artefacts',
    summary: 'Take files over: as a commit on a branch, or as copies in a folder',
    access: 'use',
    params: RunParams,
    body: z
      .strictObject({
        files: Files,
        parts: Parts,
        /** Absent: the branch that the work began at. */
        onto: z.string().min(1).max(250).optional(),
        /** A folder of the machine, of a run without a repository. */
        to: z.string().min(1).max(PATH_LIMIT).optional(),
        comment: Comment,
      })
      .meta({ id: 'AcceptFiles' }),
    answers: shown,
    problems: [...refused, 'branch_unusable', 'tree_dirty', 'changes_conflict', 'repository_not_allowed'],
  }),
  rejectFiles: defineRoute({
    method: 'POST',
    path: `${PATH}/reject`,
    tag: 'artefacts',
    summary: 'Say that files are not wanted; nothing is deleted',
    access: 'use',
    params: RunParams,
    body: z.strictObject({ files: Files, parts: Parts, comment: Comment }).meta({ id: 'RejectFiles' }),
    answers: shown,
    problems: refused,
  }),
  undoDecision: defineRoute({
    method: 'POST',
    path: `${PATH}/undo`,
    tag: 'artefacts',
    summary: 'Take a decision back: what was accepted is taken out again, by a commit that says so',
    access: 'use',
    params: RunParams,
    body: z.strictObject({ decision: z.string().min(1).max(100) }).meta({ id: 'UndoDecision' }),
    answers: shown,
    problems: [...absent, 'decision_not_found', 'branch_unusable', 'tree_dirty', 'changes_conflict'],
  }),
  discardWorkspace: defineRoute({
    method: 'DELETE',
    path: PATH,
    tag: 'artefacts',
    summary: 'Give the files of a finished run up; its branch stays only where something of it was accepted',
    access: 'use',
    params: RunParams,
    answers: shown,
    problems: [...absent, 'workspace_in_use'],
  }),
} as const;
