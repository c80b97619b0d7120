/** The versions of a run as commits on the run's own branch, made by plumbing alone: nothing is added, checked out or merged. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RunError } from '@tutti/engine';
import { AgentId, StepPath } from '@tutti/protocol';
import type { FileEntry, FileKind, Manifest } from '../manifest.ts';
import { splitNames } from '../path-bytes.ts';
import type { Blob, NewVersion, Version, VersionAbout, Versions } from '../versions.ts';
import { commitManifest } from './commit-manifest.ts';
import type { Repository } from './repository.ts';

export interface GitPlace {
  readonly repository: Repository;
  /** The git folder of the run's worktree. */
  readonly worktree: string;
  /** The run's working tree. */
  readonly folder: string;
  readonly branch: string;
  readonly base: string;
  /** Where a list of files is built. */
  readonly scratch: string;
}

export const MODES: Readonly<Record<string, FileKind>> = {
  '100644': 'file',
  '100755': 'program',
  '120000': 'link',
  '160000': 'module',
};

export class GitVersions implements Versions {
  readonly format: string;
  readonly #place: GitPlace;

  constructor(place: GitPlace) {
    this.#place = place;
    this.format = place.repository.format;
  }

  async findLast(): Promise<Version | undefined> {
    return (await this.#list(['--max-count=1']))[0];
  }

  list(): Promise<readonly Version[]> {
    return this.#list([]);
  }

  async #list(limits: readonly string[]): Promise<readonly Version[]> {
    const { repository, branch, base } = this.#place;
    const tip = await repository.findCommit(`refs/heads/${branch}`);
    if (tip === undefined || tip === base) return [];
    const raw = await repository.ask(['rev-list', '--first-parent', '--header', ...limits, tip, `^${base}`]);
    return raw
      .toString('utf8')
      .split('\0')
      .filter((text) => text.trim() !== '')
      .map(toVersion);
  }

  readManifest(version: string): Promise<Manifest> {
    return readTree(this.#place.repository, version);
  }

  readBlob(hash: string): Promise<Buffer> {
    return this.#place.repository.ask(['cat-file', 'blob', hash]);
  }

  async listIgnored(): Promise<ReadonlySet<string>> {
    const { repository, worktree, folder } = this.#place;
    const words = ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'];
    const environment = { GIT_DIR: worktree, GIT_WORK_TREE: folder };
    const listed = await repository.ask(words, { environment, folder });
    return new Set(splitNames(listed).map((path) => path.replace(/\/$/u, '')));
  }

  async keepBlobs(blobs: AsyncIterable<Blob>, signal: AbortSignal): Promise<void> {
    await this.#place.repository.ask(['fast-import', '--quiet', '--done'], { input: toImport(blobs), signal });
  }

  async save({ before, about, manifest }: NewVersion): Promise<string> {
    const { repository, branch, worktree, folder, scratch } = this.#place;
    // An agent may have committed, or gone back behind the beginning: what it has is followed, and nothing of it is lost.
    const tip = await repository.findCommit(`refs/heads/${branch}`);
    const commit = await commitManifest(repository, {
      manifest,
      scratch,
      parents: [tip ?? before],
      author: about.agent,
      at: about.at,
      message: toMessage(about),
    });
    const old = tip ?? '0'.repeat(commit.length);
    const why = `tutti: ${about.agent}`;
    await repository.ask(['update-ref', '--create-reflog', '-m', why, `refs/heads/${branch}`, commit, old]);
    // Whoever asks git in the workspace is told of what has changed since this version.
    await rm(join(worktree, 'index.lock'), { force: true });
    await repository.ask(['read-tree', commit], { environment: { GIT_DIR: worktree, GIT_WORK_TREE: folder }, folder });
    return commit;
  }
}

const TREE_LINE = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t([^]+)$/;

export async function readTree(repository: Repository, commit: string): Promise<Manifest> {
  const listed = await repository.ask(['ls-tree', '-r', '-z', '--long', '--full-tree', commit]);
  const entries = new Map<string, FileEntry>();
  for (const line of splitNames(listed)) {
    const [, mode = '', hash = '', size = '', path] = TREE_LINE.exec(line) ?? [];
    if (path !== undefined)
      entries.set(path, { kind: MODES[mode] ?? 'file', hash, bytes: size === '-' ? 0 : Number(size) });
  }
  return entries;
}

async function* toImport(blobs: AsyncIterable<Blob>): AsyncGenerator<Uint8Array> {
  for await (const { bytes } of blobs) {
    yield Buffer.from(`blob\ndata ${bytes.length}\n`);
    yield bytes;
    yield Buffer.from('\n');
  }
  yield Buffer.from('done\n');
}

function toMessage({ agent, path, key, at }: VersionAbout): string {
  return `${agent}: files as they are after ${path}\n\nTutti-Agent: ${agent}\nTutti-Path: ${path}\nTutti-Step: ${key}\nTutti-At: ${at}\n`;
}

function toVersion(text: string): Version {
  const [version = ''] = text.trim().split('\n');
  const [, before = ''] = /^parent ([0-9a-f]+)$/mu.exec(text) ?? [];
  const read = (name: string) => new RegExp(`^ {4}Tutti-${name}: (.*)$`, 'mu').exec(text)?.[1];
  const [agent, path] = [AgentId.safeParse(read('Agent')), StepPath.safeParse(read('Path'))];
  const [key, at] = [read('Step'), Number(read('At'))];
  if (!agent.success || !path.success || key === undefined || !Number.isInteger(at)) return { version, before };
  return { version, before, about: { agent: agent.data, path: path.data, key, at } };
}

export function toBranchRef(name: string): string {
  if (name.startsWith('tutti/')) throw new RunError('branch_unusable', `${name} is the branch of a run`);
  return `refs/heads/${name}`;
}
