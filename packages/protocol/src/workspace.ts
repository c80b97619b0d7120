/** The files that a run works on: where they lie, which versions of them there are, and what a person has decided about them. */
import * as z from 'zod';
import { AgentId, Instant } from './ids.ts';

export const PATH_LIMIT = 4_096;

/** Only what a task names is ever looked at: a repository, and where in it the work begins. */
export const WorkspaceWish = z.strictObject({
  /** The folder of a git repository, absolute, on the machine that works on the task. */
  repository: z.string().min(1).max(PATH_LIMIT),
  /** A branch, tag or commit; absent: what is checked out there. */
  base: z
    .string()
    .min(1)
    .max(250)
    .regex(/^[^-\s][^\s]*$/, 'a base is a branch, a tag or a commit')
    .exactOptional(),
});
export type WorkspaceWish = z.infer<typeof WorkspaceWish>;

/** Of all files that come with one task, as they lie there: they are kept with its journal. */
export const GIVEN_LIMIT_BYTES = 4 * 1024 * 1024;
const MOST_GIVEN = 20;
/** Base64 has four characters for three bytes. */
const GIVEN_CHARACTERS = Math.ceil(GIVEN_LIMIT_BYTES / 3) * 4;
const GIVEN_PATH = /^[^./\\:*?"<>|][^/\\:*?"<>|]*(?:\/[^./\\:*?"<>|][^/\\:*?"<>|]*)*$/;

/** A file that comes with a task, and lies in the workspace of its run from the beginning on. */
export const GivenFile = z.strictObject({
  path: z
    .string()
    .max(300)
    .regex(GIVEN_PATH, 'a file lies in the workspace, and no part of its path begins with a dot'),
  content: z.base64().max(GIVEN_CHARACTERS),
});
export type GivenFile = z.infer<typeof GivenFile>;

export const GivenFiles = z
  .array(GivenFile)
  .min(1)
  .max(MOST_GIVEN)
  .refine(
    (files) => files.reduce((all, { content }) => all + content.length, 0) <= GIVEN_CHARACTERS,
    `the files of a task have at most ${GIVEN_LIMIT_BYTES} bytes together`,
  )
  .refine((files) => new Set(files.map(({ path }) => path)).size === files.length, 'two files have the same path');
export type GivenFiles = z.infer<typeof GivenFiles>;

/** The data directory that holds the files of a run: they are there and nowhere else. */
export const RunPlace = z.object({ id: z.string().min(1).max(100), host: z.string().max(300) });
export type RunPlace = z.infer<typeof RunPlace>;

export const WorkspaceKind = z.enum(['folder', 'git']);
export type WorkspaceKind = z.infer<typeof WorkspaceKind>;

/** What is journalled of a workspace when it is made. */
export const WorkspaceFacts = z.object({
  place: RunPlace,
  kind: WorkspaceKind,
  /** The version that the work begins with. */
  base: z.string(),
  repository: z.string().exactOptional(),
  /** The run's own branch. */
  branch: z.string().exactOptional(),
});
export type WorkspaceFacts = z.infer<typeof WorkspaceFacts>;

export const FileChange = z.object({
  path: z.string(),
  change: z.enum(['added', 'changed', 'deleted']),
  /** As it is now; of a deleted file what it was. */
  bytes: z.int().nonnegative(),
});
export type FileChange = z.infer<typeof FileChange>;

/** A file that lies there and is in no version, and why. */
export const LeftOut = z.object({ path: z.string(), why: z.string() });
export type LeftOut = z.infer<typeof LeftOut>;

/** What is journalled after a turn that may have changed files: the whole of them, under one name. */
export const Snapshot = z.object({
  place: RunPlace,
  version: z.string(),
  before: z.string(),
  agent: AgentId,
  at: Instant,
  /** How many files differ from the version before; of very many only the first are named. */
  count: z.int().nonnegative(),
  changes: z.array(FileChange),
  leftOut: z.array(LeftOut),
});
export type Snapshot = z.infer<typeof Snapshot>;
