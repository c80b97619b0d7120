/** The workspaces of the runs of one data directory: made, found again, kept as versions, and given up. */
import { mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Clock,
  type KeepAsk,
  type OpenedWorkspace,
  RunError,
  type WorkspaceAsk,
  type Workspaces,
} from '@tutti/engine';
import { type RunId, RunPlace, type Snapshot, type TenantId } from '@tutti/protocol';
import { EMPTY, FolderVersions } from './folder-versions.ts';
import { GitVersions } from './git/git-versions.ts';
import { findBeginning, makeWorktree, removeWorktree, toWorktreeFolder } from './git/make-worktree.ts';
import { Repository } from './git/repository.ts';
import { compareManifests } from './manifest.ts';
import { keepFiles, toSnapshot } from './keep-files.ts';
import { sweepKept } from './sweep-kept.ts';
import type { Versions } from './versions.ts';
import { RecordBook, type WorkspaceRecord } from './workspace-record.ts';
import { writeFiles } from './write-files.ts';
import { keepGiven, withGiven } from './given-files.ts';
import { writeGiven } from './write-given.ts';

export interface RunWorkspacesOptions {
  /** The folder `workspaces` of the data directory. */
  readonly folder: string;
  readonly host: string;
  readonly clock: Clock;
  newId(): string;
}

/** A workspace with all that belongs to it. */
export interface RunWorkspace {
  readonly record: WorkspaceRecord;
  readonly versions: Versions;
  readonly repository: Repository | undefined;
}

export class RunWorkspaces implements Workspaces {
  readonly book: RecordBook;
  readonly clock: Clock;
  readonly #options: RunWorkspacesOptions;
  /** By the repository: the last that is being made there. */
  readonly #making = new Map<string, Promise<void>>();
  readonly #lines = new Map<RunId, Promise<unknown>>();
  #place: Promise<RunPlace> | undefined;

  constructor(options: RunWorkspacesOptions) {
    this.#options = options;
    this.clock = options.clock;
    this.book = new RecordBook(join(options.folder, '.runs'));
  }

  async open(ask: WorkspaceAsk): Promise<OpenedWorkspace> {
    return this.inLine(ask.run, async () => {
      const { record } = await this.#openRun(ask);
      const { kind, folder, base, repository, branch } = record;
      const named = { ...(repository !== undefined && { repository }), ...(branch !== undefined && { branch }) };
      return { place: await this.#getPlace(), kind, folder, base, ...named };
    });
  }

  keep(ask: KeepAsk, signal: AbortSignal): Promise<Snapshot> {
    return this.inLine(ask.run, async () => {
      const { record, versions } = await this.#openRun(ask);
      return this.#keep(ask, { record, versions, signal });
    });
  }

  /** Undefined where the run has none here. */
  async find(tenant: TenantId, run: RunId): Promise<RunWorkspace | undefined> {
    const record = await this.book.find(run);
    if (!record || record.tenant !== tenant || record.state === 'making') return undefined;
    return this.#toWorkspace(record);
  }

  /** Whatever concerns one run happens one after the other. */
  inLine<Result>(run: RunId, act: () => Promise<Result>): Promise<Result> {
    const result = (this.#lines.get(run) ?? Promise.resolve()).then(act, act);
    const settled = result.then(
      () => undefined,
      () => undefined,
    );
    this.#lines.set(run, settled);
    void settled.then(() => this.#lines.get(run) === settled && this.#lines.delete(run));
    return result;
  }

  /** The branch stays where something of it was accepted. */
  discard(tenant: TenantId, run: RunId): Promise<WorkspaceRecord> {
    return this.inLine(run, async () => {
      const found = await this.find(tenant, run);
      if (!found) throw new RunError('workspace_not_found', `${run} has no files of its own`);
      const { record, repository } = found;
      if (repository) {
        const isWanted = record.decisions.some(({ verdict, state }) => verdict === 'accepted' && state === 'done');
        await removeWorktree(repository, { run, folder: record.folder, branch: isWanted ? undefined : record.branch });
      } else await rm(record.folder, { recursive: true, force: true });
      const discarded = await this.book.write({ ...record, state: 'discarded' });
      await rm(this.book.toOwn(run, 'head'), { force: true });
      if (!repository) await sweepKept(this.#kept, await this.#listNeeded(), this.clock.now());
      return discarded;
    });
  }

  async #openRun(ask: WorkspaceAsk): Promise<RunWorkspace> {
    const { run, tenant } = ask;
    const place = await this.#getPlace();
    if (ask.place && ask.place.id !== place.id) throw elsewhere(run, ask.place);
    const record = await this.book.find(run);
    if (record && record.tenant !== tenant) throw new RunError('workspace_not_found', `${run} has no files here`);
    if (record?.state === 'discarded') throw gone(run, 'were given up');
    if (record?.state !== 'ready') return this.#make(ask, record);
    const isThere = await stat(record.folder)
      .then((stats) => stats.isDirectory())
      .catch(() => false);
    if (!isThere) throw gone(run, `are no longer in ${record.folder}`);
    return this.#toWorkspace(record);
  }

  async #make(ask: WorkspaceAsk, leftover: WorkspaceRecord | undefined): Promise<RunWorkspace> {
    const { run, tenant, wish } = ask;
    const folder = join(this.#options.folder, run);
    const plain: Pick<WorkspaceRecord, 'format' | 'tenant' | 'run' | 'folder' | 'decisions'> = {
      format: 1,
      tenant,
      run,
      folder,
      decisions: [],
    };
    if (!wish) return this.#makeFolder(ask, { ...plain, kind: 'folder', state: 'making', base: EMPTY });
    const repository = await Repository.open(wish.repository);
    await this.#assertNoWorkspace(repository);
    const branch = `tutti/${run}`;
    const beginning = await findBeginning(repository, wish.base);
    const base = ask.base ?? beginning.commit;
    if (leftover) await removeWorktree(repository, { run, folder, branch });
    const { branch: baseBranch } = beginning;
    const record: WorkspaceRecord = {
      ...plain,
      kind: 'git',
      state: 'making',
      base,
      repository: repository.folder,
      branch,
      ...(baseBranch !== undefined && { baseBranch }),
    };
    await this.book.write(record);
    await mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
    await this.#inTurn(repository.gitFolder, () =>
      makeWorktree(repository, { run, folder, branch, start: ask.from ?? base }),
    );
    return this.#begin(ask, record);
  }

  /** One after the other: git reads all worktrees of a repository when it adds one, and fails at one that is half made. */
  async #inTurn(repository: string, act: () => Promise<void>): Promise<void> {
    const before = this.#making.get(repository);
    const own = (async () => {
      await before?.catch(() => undefined);
      await act();
    })();
    this.#making.set(repository, own);
    try {
      await own;
    } finally {
      if (this.#making.get(repository) === own) this.#making.delete(repository);
    }
  }

  /** What agents have made of a folder is not to be trusted with what git it is. */
  async #assertNoWorkspace({ folder }: Repository): Promise<void> {
    const own = await realpath(this.#options.folder).catch(() => this.#options.folder);
    if (!`${folder}/`.startsWith(`${own}/`)) return;
    throw new RunError('repository_unusable', `${folder} is the workspace of a run`, { nothingHappened: true });
  }

  async #makeFolder(ask: WorkspaceAsk, record: WorkspaceRecord): Promise<RunWorkspace> {
    const { folder } = record;
    const { from } = ask;
    await this.book.write(record);
    if (from !== undefined && from !== EMPTY) {
      const versions = this.#toFolderVersions(record.run);
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFiles({
        folder,
        manifest: await versions.readManifest(from),
        readBlobs: async (hashes, onBlob) => {
          for (const hash of hashes) await onBlob(hash, await versions.readBlob(hash));
        },
      });
      await versions.setHead(from);
    }
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return this.#begin(ask, record);
  }

  async #begin({ from, given }: WorkspaceAsk, record: WorkspaceRecord): Promise<RunWorkspace> {
    // A version that the work goes on from has them as they were by then.
    if (from === undefined || from === record.base) await writeGiven(record.folder, given);
    const kept = given && { given: await keepGiven((await this.#toWorkspace(record)).versions, given) };
    return this.#toWorkspace(await this.book.write({ ...record, ...kept, state: 'ready' }));
  }

  async #toWorkspace(record: WorkspaceRecord): Promise<RunWorkspace> {
    const { run, folder, base, branch } = record;
    if (record.repository === undefined || branch === undefined)
      return { record, versions: withGiven(this.#toFolderVersions(run), record), repository: undefined };
    const repository = await Repository.open(record.repository);
    const worktree = toWorktreeFolder(repository, run);
    const place = { repository, worktree, folder, branch, base, scratch: this.book.toOwn(run, '') };
    return { record, versions: withGiven(new GitVersions(place), record), repository };
  }

  get #kept(): string {
    return join(this.#options.folder, '.kept');
  }

  #toFolderVersions(run: RunId): FolderVersions {
    return new FolderVersions(this.#kept, this.book.toOwn(run, 'head'));
  }

  /** Every version and every file that a run without a repository still leads to. */
  async #listNeeded(): Promise<ReadonlySet<string>> {
    const needed = new Set<string>();
    for (const run of await this.book.list()) {
      const record = await this.book.find(run);
      if (record?.kind !== 'folder' || record.state === 'discarded') continue;
      const versions = this.#toFolderVersions(run);
      for (const { version } of await versions.list()) {
        needed.add(version);
        for (const { hash } of (await versions.readManifest(version)).values()) needed.add(hash);
      }
      for (const [, { hash }] of record.given ?? []) needed.add(hash);
      for (const { before } of record.decisions.flatMap(({ files }) => files)) if (before) needed.add(before.hash);
    }
    return needed;
  }

  async #keep(
    { agent, path, key }: KeepAsk,
    { record, versions, signal }: { record: WorkspaceRecord; versions: Versions; signal: AbortSignal },
  ): Promise<Snapshot> {
    const last = await versions.findLast();
    const place = await this.#getPlace();
    const at = this.clock.now();
    if (last?.about?.key === key) {
      const manifests = {
        old: await versions.readManifest(last.before),
        now: await versions.readManifest(last.version),
      };
      return toSnapshot({ place, agent, at: last.about.at, version: last.version, before: last.before }, manifests, []);
    }
    const before = last?.version ?? record.base;
    const old = await versions.readManifest(before);
    const loose = last ? undefined : new Set(record.given?.map(([, { hash }]) => hash));
    const { manifest, leftOut } = await keepFiles({ folder: record.folder, versions, old, loose, signal });
    const isChanged = compareManifests(old, manifest).length > 0;
    const version = isChanged ? await versions.save({ before, manifest, about: { agent, path, key, at } }) : before;
    return toSnapshot({ place, agent, at, version, before }, { old, now: manifest }, leftOut);
  }

  #getPlace(): Promise<RunPlace> {
    this.#place ??= this.#readPlace().catch((error: unknown) => {
      this.#place = undefined;
      throw error;
    });
    return this.#place;
  }

  async #readPlace(): Promise<RunPlace> {
    const file = join(this.#options.folder, '.place.json');
    const read = async () => RunPlace.parse(JSON.parse(await readFile(file, 'utf8')));
    return read().catch(async () => {
      const { newId, host } = this.#options;
      await mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
      // The first of two processes names the place.
      await writeFile(file, JSON.stringify({ id: newId(), host }), { flag: 'wx' }).catch(() => undefined);
      return read();
    });
  }
}

function elsewhere(run: RunId, { host }: RunPlace): RunError {
  const message = `the files of ${run} lie on ${host}, and this is another machine`;
  return new RunError('workspace_elsewhere', message, { nothingHappened: true });
}

function gone(run: RunId, what: string): RunError {
  return new RunError('workspace_not_found', `the files of ${run} ${what}`, { nothingHappened: true });
}
