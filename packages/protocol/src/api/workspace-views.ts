/** What a run has made of its files, as people review it. */
import * as z from 'zod';
import { AgentId, RunId, StepPath, UserId } from '../ids.ts';
import { FileChange, WorkspaceKind } from '../workspace.ts';
import { Time } from './values.ts';

export const FileView = FileChange.extend({
  status: z.enum(['open', 'accepted', 'rejected']),
  /** The decision that says so. */
  decision: z.string().optional(),
}).meta({ id: 'ChangedFile' });
export type FileView = z.infer<typeof FileView>;

export const VersionView = z
  .object({
    version: z.string(),
    before: z.string(),
    /** Absent: an agent used git by itself. */
    agent: AgentId.optional(),
    /** The step after which it was kept. */
    path: StepPath.optional(),
    at: Time.optional(),
  })
  .meta({ id: 'FilesVersion' });
export type VersionView = z.infer<typeof VersionView>;

export const DecisionView = z
  .object({
    decision: z.string(),
    verdict: z.enum(['accepted', 'rejected']),
    version: z.string(),
    files: z.array(z.string()),
    /** The branch that took them. */
    branch: z.string().optional(),
    commit: z.string().optional(),
    /** The folder that they were copied to. */
    folder: z.string().optional(),
    at: Time,
    by: UserId,
    comment: z.string().optional(),
    undone: z.object({ at: Time, by: UserId, commit: z.string().optional() }).optional(),
  })
  .meta({ id: 'FilesDecision' });
export type DecisionView = z.infer<typeof DecisionView>;

export const WorkspaceView = z
  .object({
    run: RunId,
    kind: WorkspaceKind,
    host: z.string(),
    /** Given up: only what was decided is still known. */
    discarded: z.boolean(),
    repository: z.string().optional(),
    /** The run's own. */
    branch: z.string().optional(),
    /** What accepted files go to when no other branch is named. */
    baseBranch: z.string().optional(),
    base: z.string(),
    /** The newest first. */
    versions: z.array(VersionView),
    /** All that the last version differs in from the beginning. */
    files: z.array(FileView),
    decisions: z.array(DecisionView),
  })
  .meta({ id: 'Workspace' });
export type WorkspaceView = z.infer<typeof WorkspaceView>;

export const HunkView = z.object({
  oldStart: z.int().nonnegative(),
  newStart: z.int().nonnegative(),
  lines: z.array(z.object({ kind: z.enum(['same', 'added', 'deleted']), text: z.string() })),
});
export type HunkView = z.infer<typeof HunkView>;

export const FileDiffView = FileChange.extend({
  added: z.int().nonnegative(),
  deleted: z.int().nonnegative(),
  /** Why there are no lines to be shown, or not all of them. */
  shown: z.enum(['whole', 'binary', 'too_large', 'cut']),
  hunks: z.array(HunkView),
  /** A text file has become a link, or may be executed now. */
  kind: z.object({ before: z.string(), after: z.string() }).optional(),
}).meta({ id: 'FileDiff' });
export type FileDiffView = z.infer<typeof FileDiffView>;

export const FilePreview = z
  .object({
    path: z.string(),
    bytes: z.int().nonnegative(),
    mediaType: z.string(),
    /** Empty where the file is no text. */
    text: z.string(),
    truncated: z.boolean(),
  })
  .meta({ id: 'FilePreview' });
export type FilePreview = z.infer<typeof FilePreview>;
