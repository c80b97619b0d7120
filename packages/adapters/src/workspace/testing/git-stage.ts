/** A small real repository of a user's, and the workspaces of runs beside it. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { AgentId, RunId, StepPath, TenantId, UserId } from '@tutti/protocol';
import { Review } from '../review/review.ts';
import { RunWorkspaces } from '../run-workspaces.ts';

const run = promisify(execFile);
const IDENTITY = { GIT_AUTHOR_NAME: 'Ann', GIT_AUTHOR_EMAIL: 'ann@example.org', GIT_COMMITTER_NAME: 'Ann' };
const ENVIRONMENT = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_COMMITTER_EMAIL: 'ann@example.org',
  ...IDENTITY,
};

export const TENANT = TenantId.parse(`ten_${'0'.repeat(36)}`);
export const OTHER_TENANT = TenantId.parse(`ten_${'1'.repeat(36)}`);
export const USER = UserId.parse(`usr_${'0'.repeat(36)}`);
export const CODING = AgentId.parse('coding');
const NEVER_ABORTED = new AbortController().signal;

export class GitStage {
  readonly root: string;
  readonly repository: string;
  workspaces: RunWorkspaces;
  #count = 0;
  #now = 1_700_000_000_000;

  private constructor(root: string) {
    this.root = root;
    this.repository = join(root, 'project');
    this.workspaces = this.#open();
  }

  /** `onEnd` is told how to clean up. */
  static async create(onEnd: (clean: () => Promise<void>) => void): Promise<GitStage> {
    const root = await mkdtemp(join(tmpdir(), 'tutti-workspace-'));
    onEnd(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));
    return new GitStage(root);
  }

  /** With one commit on `main`. */
  async init(files: Readonly<Record<string, string | Uint8Array>>, ...words: readonly string[]): Promise<void> {
    await mkdir(this.repository, { recursive: true });
    await this.git('init', '--quiet', '--initial-branch=main', ...words);
    for (const [path, content] of Object.entries(files)) await this.write(join(this.repository, path), content);
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--allow-empty', '-m', 'begin');
  }

  async git(...words: readonly string[]): Promise<string> {
    return (await this.gitIn(this.repository, ...words)).trim();
  }

  async gitWithInput(input: Uint8Array, ...words: readonly string[]): Promise<void> {
    const done = run('git', [...words], { cwd: this.repository, env: ENVIRONMENT, timeout: 30_000 });
    done.child.stdin?.end(input);
    await done;
  }

  async gitIn(folder: string, ...words: readonly string[]): Promise<string> {
    const { stdout } = await run('git', [...words], { cwd: folder, env: ENVIRONMENT, timeout: 30_000 });
    return stdout;
  }

  async write(path: string, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }

  rename(from: string, to: string): Promise<void> {
    return rename(from, to);
  }

  read(path: string): Promise<string> {
    return readFile(path, 'utf8');
  }

  /** A run without a repository that has made two files. */
  async workInFolder(): Promise<{ run: RunId; folder: string; target: string }> {
    const id = this.newRun();
    const { folder } = await this.workspaces.open({ tenant: TENANT, run: id });
    await this.write(join(folder, 'doc/a.md'), '# a\n');
    await this.write(join(folder, 'b.md'), '# b\n');
    await this.keepFolder(id);
    return { run: id, folder, target: join(this.root, 'target') };
  }

  newRun(): RunId {
    return RunId.parse(`run_${`${++this.#count}`.padStart(36, '0')}`);
  }

  /** As another process would see them. */
  restart(): void {
    this.workspaces = this.#open();
  }

  get review(): Review {
    return new Review(this.workspaces, () => `dec_${++this.#count}`);
  }

  ask(id: RunId, base?: string) {
    const wish = { repository: this.repository, ...(base !== undefined && { base }) };
    return { tenant: TENANT, run: id, wish };
  }

  async open(id: RunId, base?: string): Promise<string> {
    return (await this.workspaces.open(this.ask(id, base))).folder;
  }

  keep(id: RunId, key = `key-${++this.#count}`) {
    const step = { agent: CODING, path: StepPath.parse('turn/1/snapshot'), key };
    return this.workspaces.keep({ ...this.ask(id), ...step }, NEVER_ABORTED);
  }

  /** Of a run without a repository. */
  keepFolder(id: RunId, key = `key-${++this.#count}`) {
    const step = { agent: CODING, path: StepPath.parse('turn/1/snapshot'), key };
    return this.workspaces.keep({ tenant: TENANT, run: id, ...step }, NEVER_ABORTED);
  }

  /** What every file of a branch holds, but for the user's own tree. */
  async show(branch: string, path: string): Promise<string> {
    return this.gitIn(this.repository, 'show', `${branch}:${path}`);
  }

  #open(): RunWorkspaces {
    const folder = join(this.root, 'data', 'workspaces');
    const clock = { now: () => (this.#now += 1_000), at: () => () => {} };
    return new RunWorkspaces({ folder, host: 'here', clock, newId: () => `place-${++this.#count}` });
  }
}
