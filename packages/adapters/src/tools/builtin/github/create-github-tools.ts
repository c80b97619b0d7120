/** Repositories on GitHub, over its HTTP API, with what one token may see and do. */
import type { ToolSource } from '@tutti/engine';
import { notConfigured } from '../not-configured.ts';
import type { WebApi } from '../web-api/web-api.ts';
import { createBranchTools } from './create-branch-tools.ts';
import { createReadTools } from './create-read-tools.ts';
import { createSearchTools } from './create-search-tools.ts';
import { createTalkTools } from './create-talk-tools.ts';
import { createGithubApi } from './github-api.ts';

export interface GithubOptions {
  /** Of the API: https://api.github.com, or https://host/api/v3 of an own server. */
  readonly url: string;
  /** Absent: it is not configured. */
  readonly token?: string | undefined;
}

export function createGithubTools({ url, token }: GithubOptions): ToolSource {
  let api: WebApi | undefined;
  return {
    names: ['github'],
    fixed: false,
    async open() {
      if (token === undefined) throw notConfigured('no token of GitHub is set: set GITHUB_TOKEN');
      api ??= createGithubApi({ url, token });
      return [...createSearchTools(api), ...createReadTools(api), ...createTalkTools(api), ...createBranchTools(api)];
    },
  };
}
