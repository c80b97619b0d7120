/** A repository that is spoken with over its plumbing only, and never through what its working tree says of itself. */
import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RunError } from '@tutti/engine';
import { toGitEnvironment, toSilencing } from './git-environment.ts';
import { type GitCall, runGit } from './run-git.ts';

export type ObjectFormat = 'sha1' | 'sha256';

type AskOptions = Pick<GitCall, 'input' | 'exits' | 'signal' | 'onOutput' | 'onClose'> & {
  /** Beside what makes git inert. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
};

export class Repository {
  /** What was named, without links. */
  readonly folder: string;
  /** That of all its worktrees together. */
  readonly gitFolder: string;
  /** That of the worktree that was named, which knows what is checked out there. */
  readonly ownGitFolder: string;
  readonly format: ObjectFormat;
  #silencing: Readonly<Record<string, string>> = {};

  private constructor(parts: Pick<Repository, 'folder' | 'gitFolder' | 'ownGitFolder' | 'format'>) {
    this.folder = parts.folder;
    this.gitFolder = parts.gitFolder;
    this.ownGitFolder = parts.ownGitFolder;
    this.format = parts.format;
  }

  /** Throws `repository_unusable`. A folder inside of a repository is not the repository. */
  static async open(path: string): Promise<Repository> {
    const folder = await findFolder(path);
    const ceiling = { GIT_CEILING_DIRECTORIES: dirname(folder) };
    const words = [
      'rev-parse',
      '--path-format=absolute',
      '--git-common-dir',
      '--absolute-git-dir',
      '--show-object-format',
    ];
    const { output } = await runGit({ words, folder, environment: toGitEnvironment({}, ceiling) }).catch(
      (error: unknown) => {
        throw error instanceof RunError && error.code === 'workspace_failed' ? unusable(path, error) : error;
      },
    );
    const [gitFolder = '', ownGitFolder = '', format] = output.toString('utf8').trim().split('\n');
    const repository = new Repository({
      folder,
      gitFolder,
      ownGitFolder,
      format: format === 'sha256' ? 'sha256' : 'sha1',
    });
    await repository.#learn();
    return repository;
  }

  async ask(words: readonly string[], options: AskOptions = {}): Promise<Buffer> {
    return (await this.#run(words, options)).output;
  }

  async askText(words: readonly string[], options: AskOptions = {}): Promise<string> {
    return (await this.ask(words, options)).toString('utf8').trim();
  }

  /** Undefined where there is no such thing. */
  async find(words: readonly string[], options: AskOptions = {}): Promise<string | undefined> {
    const { exit, output } = await this.#run(words, { exits: [0, 1, 128], ...options });
    return exit === 0 ? output.toString('utf8').trim() : undefined;
  }

  findCommit(name: string, options: AskOptions = {}): Promise<string | undefined> {
    return this.find(['rev-parse', '--verify', '--quiet', `${name}^{commit}`], options);
  }

  #run(words: readonly string[], { environment = {}, folder = this.folder, ...rest }: AskOptions) {
    const place = { GIT_DIR: this.gitFolder, ...environment };
    return runGit({ words, folder, environment: toGitEnvironment(this.#silencing, place), ...rest });
  }

  /** Which programs it has set for its files, so that none of them is ever started. */
  async #learn(): Promise<void> {
    const keys = await this.ask(['config', '--list', '--null', '--name-only', '--includes']);
    this.#silencing = toSilencing(keys.toString('utf8').split('\0'));
  }
}

async function findFolder(path: string): Promise<string> {
  try {
    const folder = await realpath(path);
    if ((await stat(folder)).isDirectory()) return folder;
  } catch (cause) {
    throw unusable(path, cause);
  }
  throw unusable(path, new Error('it is no folder'));
}

function unusable(path: string, cause: unknown): RunError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new RunError('repository_unusable', `${path} is no repository that can be worked on: ${why}`, { cause });
}
