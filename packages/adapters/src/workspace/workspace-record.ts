/** What is remembered of a run's workspace beside its files: where it lies, what it began with, and what was decided about it. */
import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RunError } from '@tutti/engine';
import { Instant, RunId, TenantId, UserId, WorkspaceKind } from '@tutti/protocol';
import * as z from 'zod';
import { writeWhole } from './folder-versions.ts';
import { FileEntry } from './manifest.ts';

/** Hunks of a diff, counted from 1, and how many it has. */
const DecidedPart = z.object({
  diff: z.string(),
  hunks: z.array(z.int().positive()),
  of: z.int().positive(),
});
export type DecidedPart = z.infer<typeof DecidedPart>;

const DecidedFile = z.object({
  path: z.string(),
  /** As the run has made it; null: it deleted the file. */
  made: FileEntry.nullable(),
  /** What was in the target, and what is there since. */
  before: FileEntry.nullable(),
  after: FileEntry.nullable(),
  /** Who might do what with the file that was in the target folder. */
  mode: z.int().nonnegative().exactOptional(),
  /** A crash came before it was copied, and something else lies there since: it was left as it is. */
  left: z.literal(true).exactOptional(),
  /** Absent: all of it. */
  part: DecidedPart.exactOptional(),
});
export type DecidedFile = z.infer<typeof DecidedFile>;

const Target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('branch'), branch: z.string(), tip: z.string(), commit: z.string() }),
  z.object({ kind: z.literal('folder'), folder: z.string() }),
  /** Marked as good, and still where it was. */
  z.object({ kind: z.literal('kept') }),
]);
export type Target = z.infer<typeof Target>;

export const Decision = z.object({
  id: z.string(),
  verdict: z.enum(['accepted', 'rejected']),
  version: z.string(),
  files: z.array(DecidedFile),
  target: Target,
  at: Instant,
  by: UserId,
  comment: z.string().exactOptional(),
  /** `begun` and `undoing` say that it may or may not have happened yet: whoever looks next finds out. */
  state: z.enum(['begun', 'done', 'undoing', 'undone']),
  undone: z.object({ at: Instant, by: UserId, commit: z.string().exactOptional() }).exactOptional(),
});
export type Decision = z.infer<typeof Decision>;

export const WorkspaceRecord = z.object({
  format: z.literal(1),
  tenant: TenantId,
  run: RunId,
  kind: WorkspaceKind,
  state: z.enum(['making', 'ready', 'discarded']),
  folder: z.string(),
  base: z.string(),
  /** What came with the task, and lay there from the beginning on. */
  given: z.array(z.tuple([z.string(), FileEntry])).exactOptional(),
  repository: z.string().exactOptional(),
  branch: z.string().exactOptional(),
  /** What was checked out where the work began, if it was a branch. */
  baseBranch: z.string().exactOptional(),
  decisions: z.array(Decision),
});
export type WorkspaceRecord = z.infer<typeof WorkspaceRecord>;

export class RecordBook {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What else is kept for one run, out of reach of its tools. */
  toOwn(run: RunId, name: string): string {
    return join(this.#folder, run, name);
  }

  async find(run: RunId): Promise<WorkspaceRecord | undefined> {
    const text = await readFile(this.toOwn(run, 'record.json'), 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw new RunError('workspace_failed', `what is known of the files of ${run} cannot be read`, { cause: error });
    });
    return text === undefined ? undefined : WorkspaceRecord.parse(JSON.parse(text));
  }

  async write(record: WorkspaceRecord): Promise<WorkspaceRecord> {
    await mkdir(join(this.#folder, record.run), { recursive: true });
    await writeWhole(this.toOwn(record.run, 'record.json'), Buffer.from(JSON.stringify(record, undefined, 1)));
    return record;
  }

  async remove(run: RunId): Promise<void> {
    await rm(join(this.#folder, run), { recursive: true, force: true });
  }

  async list(): Promise<readonly RunId[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return names.flatMap((name) => RunId.safeParse(name).data ?? []);
  }
}
