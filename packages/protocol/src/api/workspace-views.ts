/** What a run has made of its files, as people review it. */
import * as z from 'zod';
import { AgentId, RunId, StepPath, UserId } from '../ids.ts';
import { FileChange, WorkspaceKind } from '../workspace.ts';
import { Time } from './values.ts';

/** Which hunks of a file were decided about one by one, counted from 1. */
export const FilePartsView = z.object({
  /** The hash of the diff that they are counted in. */
  diff: z.string(),
  of: z.int().positive(),
  accepted: z.array(z.int().positive()),
  rejected: z.array(z.int().positive()),
});
export type FilePartsView = z.infer<typeof FilePartsView>;

export const FileView = FileChange.extend({
  /** `open` as long as anything of it is; `partly`: some of its hunks were accepted, and all others rejected. */
  status: z.enum(['open', 'accepted', 'rejected', 'partly']),
  /** The last decision that says so. */
  decision: z.string().optional(),
  parts: FilePartsView.optional(),
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
    /** `begun` and `undoing`: a process ended in the middle of it, and whoever changes anything next finds out what became of it. */
    state: z.enum(['begun', 'done', 'undoing', 'undone']),
    version: z.string(),
    files: z.array(z.string()),
    /** Of files that were decided about in parts: which hunks of them. */
    parts: z
      .array(z.object({ path: z.string(), hunks: z.array(z.int().positive()), of: z.int().positive() }))
      .optional(),
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
  /** Its number in the diff, by which it is chosen; absent where it is not shown whole. */
  hunk: z.int().positive().optional(),
  lines: z.array(z.object({ kind: z.enum(['same', 'added', 'deleted']), text: z.string() })),
});
export type HunkView = z.infer<typeof HunkView>;

export const FileDiffView = FileChange.extend({
  added: z.int().nonnegative(),
  deleted: z.int().nonnegative(),
  /** Why there are no lines to be shown, or not all of them. */
  shown: z.enum(['whole', 'binary', 'too_large', 'cut']),
  hunks: z.array(HunkView),
  /** The hash of this diff: whoever chooses hunks says with it what was shown. Absent: the file is decided about as a whole. */
  diff: z.string().optional(),
  /** A text file has become a link, or may be executed now. */
  kind: z.object({ before: z.string(), after: z.string() }).optional(),
}).meta({ id: 'FileDiff' });
export type FileDiffView = z.infer<typeof FileDiffView>;

/** What is shown of a document: always text, never markup to be trusted. */
export const PreviewContent = z.object({
  /** Empty where it is no text. */
  text: z.string(),
  /** It is only the beginning, or nothing. */
  truncated: z.boolean(),
  /** Of a PDF: the text of its first pages, without pictures, fonts and layout. */
  pages: z.array(z.string()).optional(),
  totalPages: z.int().nonnegative().optional(),
  /** Why it cannot be shown. */
  problem: z.string().optional(),
});
export type PreviewContent = z.infer<typeof PreviewContent>;

export const FilePreview = PreviewContent.extend({
  path: z.string(),
  bytes: z.int().nonnegative(),
  mediaType: z.string(),
}).meta({ id: 'FilePreview' });
export type FilePreview = z.infer<typeof FilePreview>;
