/** The workspaces of an installation, and who may have which repository worked on. */
import { hostname } from 'node:os';
import { isAbsolute, join } from 'node:path';
import {
  findAllowedRepository,
  type FoundRepositories,
  listRepositories,
  Review,
  RunWorkspaces,
} from '@tutti/adapters/workspace';
import { type Clock, type Random, RunError } from '@tutti/engine';
import { RANDOM_BYTES, toIdText, type WorkspaceWish } from '@tutti/protocol';
import type { Caller } from '../access/caller.ts';
import { Previews } from '../previews/previews.ts';

export interface HomeWorkspacesOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Folders of repositories that everybody may have worked on who may use Tutti. */
  readonly repositories: readonly string[];
}

export class HomeWorkspaces {
  readonly workspaces: RunWorkspaces;
  readonly review: Review;
  readonly host = hostname();
  readonly previews = new Previews();
  readonly #allowed: readonly string[];

  constructor({ directory, clock, random, repositories }: HomeWorkspacesOptions) {
    const newId = () => toIdText('rmk', clock.now(), random.bytes(RANDOM_BYTES));
    this.workspaces = new RunWorkspaces({ folder: join(directory, 'workspaces'), host: this.host, clock, newId });
    this.review = new Review(this.workspaces, newId);
    this.#allowed = repositories;
  }

  /** With the path as it really is. Whoever holds the owner's token sits at this machine, and may name any. */
  async allow(wish: WorkspaceWish | undefined, caller: Pick<Caller, 'by'>): Promise<WorkspaceWish | undefined> {
    if (!wish) return undefined;
    return { ...wish, repository: await this.#find(wish.repository, caller) };
  }

  async allowFolder(to: string | undefined, caller: Pick<Caller, 'by'>): Promise<string | undefined> {
    if (to === undefined) return undefined;
    if (caller.by !== 'owner_token') return this.#find(to, caller);
    if (isAbsolute(to)) return to;
    throw new RunError('repository_not_allowed', `${to} is no absolute path`, { nothingHappened: true });
  }

  /** What a person may choose from; whoever sits at this machine may name any other too. */
  async listRepositories({ by }: Pick<Caller, 'by'>): Promise<FoundRepositories & { readonly allowed: boolean }> {
    const found = await listRepositories(this.#allowed);
    return { ...found, allowed: by === 'owner_token' || this.#allowed.length > 0 };
  }

  #find(path: string, { by }: Pick<Caller, 'by'>): Promise<string> {
    return findAllowedRepository(path, { allowed: this.#allowed, anywhere: by === 'owner_token' });
  }
}
