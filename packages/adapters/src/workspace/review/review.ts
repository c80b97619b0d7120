/** What a run has changed, put before a person: seen, compared, accepted, rejected, and taken back. */
import { RunError } from '@tutti/engine';
import type { RunId, TenantId, UserId } from '@tutti/protocol';
import type { FileEntry, Manifest } from '../manifest.ts';
import type { RunWorkspace, RunWorkspaces } from '../run-workspaces.ts';
import type { Version } from '../versions.ts';
import type { Decision, WorkspaceRecord } from '../workspace-record.ts';
import { Decisions } from './decisions.ts';
import { chooseFiles } from './choose-files.ts';
import type { AcceptWish, ChosenFile, DecideWish, FilePair } from './file-pair.ts';
import { holdLock, holdLockIfFree } from './hold-lock.ts';
import { type FileStatus, toFileStatuses } from './file-status.ts';

export interface RunRef {
  readonly tenant: TenantId;
  readonly run: RunId;
}

export interface ReviewState {
  readonly record: WorkspaceRecord;
  /** The newest first. */
  readonly versions: readonly Version[];
  readonly files: readonly FileStatus[];
}

export class Review {
  readonly #workspaces: RunWorkspaces;
  readonly #newId: () => string;

  constructor(workspaces: RunWorkspaces, newId: () => string) {
    this.#workspaces = workspaces;
    this.#newId = newId;
  }

  /** Undefined where the run has no files here. */
  async find({ tenant, run }: RunRef): Promise<ReviewState | undefined> {
    return this.#workspaces.inLine(run, async () => {
      const found = await this.#workspaces.find(tenant, run);
      const isOpen = found?.record.decisions.some(({ state }) => state === 'begun' || state === 'undoing');
      if (!found || !isOpen) return found && toState(found);
      // Whoever holds the lock is just deciding: until then it is shown as it is.
      const lock = this.#workspaces.book.toOwn(run, 'lock');
      const settled = await holdLockIfFree(lock, () => this.#settle({ tenant, run }));
      return toState(settled ?? found);
    });
  }

  /** Every file that differs between two versions; absent: the beginning, and the last one. */
  async compare(
    ref: RunRef,
    { from, to }: { from?: string | undefined; to?: string | undefined },
  ): Promise<readonly FilePair[]> {
    const { versions, record } = await this.#get(ref);
    const before = await this.#readManifest(ref, from ?? record.base);
    const last = (await versions.findLast())?.version ?? record.base;
    const after = await this.#readManifest(ref, to ?? last);
    const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
    return paths
      .map((path) => ({ path, before: before.get(path), after: after.get(path) }))
      .filter((pair) => pair.before?.hash !== pair.after?.hash || pair.before?.kind !== pair.after?.kind);
  }

  /** All files of a version; absent: of the last one. */
  async readVersion(ref: RunRef, version?: string): Promise<Manifest> {
    const { versions, record } = await this.#get(ref);
    return this.#readManifest(ref, version ?? (await versions.findLast())?.version ?? record.base);
  }

  async readBlob(ref: RunRef, { kind, hash }: FileEntry): Promise<Buffer> {
    if (kind === 'module') return Buffer.from(`Subproject commit ${hash}\n`);
    return (await this.#get(ref)).versions.readBlob(hash);
  }

  async accept(ref: RunRef, wish: AcceptWish): Promise<Decision> {
    return this.#decide(ref, wish, (decisions, files) => decisions.accept(files, wish));
  }

  async reject(ref: RunRef, wish: DecideWish): Promise<Decision> {
    return this.#decide(ref, wish, (decisions, files) => decisions.reject(files, wish));
  }

  /** What was accepted is taken back by a commit that says so; what was rejected is open again. */
  undo(ref: RunRef, { decision, by }: { decision: string; by: UserId }): Promise<Decision> {
    return this.#alone(ref, async () => {
      const workspace = await this.#settle(ref);
      if (!workspace) throw notFound(ref);
      return new Decisions(workspace, this.#workspaces, this.#newId).undo(decision, by);
    });
  }

  async #decide(
    ref: RunRef,
    wish: DecideWish,
    act: (decisions: Decisions, files: readonly ChosenFile[]) => Promise<Decision>,
  ): Promise<Decision> {
    return this.#alone(ref, async () => {
      const workspace = await this.#settle(ref);
      if (!workspace || workspace.record.state !== 'ready') throw notFound(ref);
      const { files: statuses } = await toState(workspace);
      const files = await chooseFiles({ workspace, files: statuses }, wish);
      return act(new Decisions(workspace, this.#workspaces, this.#newId), files);
    });
  }

  /** Of everybody in this process, and of all others. */
  async #alone<Result>(ref: RunRef, act: () => Promise<Result>): Promise<Result> {
    await this.#get(ref);
    const lock = this.#workspaces.book.toOwn(ref.run, 'lock');
    return this.#workspaces.inLine(ref.run, () => holdLock(lock, act));
  }

  /** What a crash has left between beginning and end is found out first. */
  async #settle(ref: RunRef): Promise<RunWorkspace | undefined> {
    const found = await this.#workspaces.find(ref.tenant, ref.run);
    if (!found || found.record.state === 'discarded') return found;
    return new Decisions(found, this.#workspaces, this.#newId).settle();
  }

  async #get(ref: RunRef): Promise<RunWorkspace> {
    const found = await this.#workspaces.find(ref.tenant, ref.run);
    if (!found || found.record.state !== 'ready') throw notFound(ref);
    return found;
  }

  /** Only of this run: a version of another is none, even if the same repository holds it. */
  async #readManifest(ref: RunRef, version: string): Promise<Manifest> {
    const { versions, record } = await this.#get(ref);
    const isOwn = version === record.base || (await versions.list()).some((each) => each.version === version);
    if (isOwn) return versions.readManifest(version);
    throw new RunError('version_not_found', `${ref.run} has no version ${JSON.stringify(version.slice(0, 80))}`);
  }
}

async function toState({ record, versions }: RunWorkspace): Promise<ReviewState> {
  if (record.state === 'discarded') return { record, versions: [], files: [] };
  const list = await versions.list();
  const base = await versions.readManifest(record.base);
  const now = await versions.readManifest(list[0]?.version ?? record.base);
  return { record, versions: list, files: toFileStatuses({ base, now }, record.decisions) };
}

function notFound({ run }: RunRef): RunError {
  return new RunError('workspace_not_found', `${run} has no files of its own here`, { nothingHappened: true });
}
