/** Branches and commits. A branch that nobody has worked on yet can be taken away again; a commit stays in the history. */
import { RunError, type Tool } from '@tutti/engine';
import type { Json } from '@tutti/protocol';
import * as z from 'zod';
import { createTool } from '../create-tool.ts';
import type { WebApi } from '../web-api/web-api.ts';
import { hasTrailer, withTrailer } from './call-marker.ts';
import { findMade } from './find-made.ts';
import { JSON_TYPE, LIMIT_MS, Ref, Repository, RepositoryPath, toPath } from './github-api.ts';

const MISSING = 404;

const BranchInput = z.object({
  repository: Repository,
  branch: Ref.describe('The name of the new branch.'),
  from: Ref.describe('The branch or the commit that it begins at.'),
});
const CommitInput = z.object({
  repository: Repository,
  branch: Ref.describe('An existing branch.'),
  path: RepositoryPath.refine((path) => path !== '' && !path.split('/').includes('.git'), {
    error: 'the path of a file',
  }),
  text: z.string().max(1_000_000).describe('All of the new content.'),
  message: z.string().trim().min(1).max(5_000),
  replaces: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .exactOptional()
    .describe('The `sha` of the file as it was read. Needed where there is one; without it a new file is made.'),
});

const Reference = z.object({ object: z.object({ sha: z.string() }) });
const Commit = z.object({ sha: z.string(), html_url: z.string().nullish(), commit: z.object({ message: z.string() }) });
type Commit = z.infer<typeof Commit>;
const Committed = z.object({
  commit: z.object({ sha: z.string(), html_url: z.string().nullish() }),
  content: z.object({ sha: z.string() }).nullish(),
});

export function createBranchTools(api: WebApi): readonly Tool[] {
  return [createBranchTool(api), createCommitTool(api)];
}

function createBranchTool(api: WebApi): Tool {
  return createTool({
    name: 'github__create_branch',
    description: 'Makes a branch in a repository on GitHub. It fails where there is one of that name.',
    input: BranchInput,
    effect: 'compensatable',
    timeoutMs: LIMIT_MS,
    use: async ({ repository, branch, from }, { signal }) => {
      const sha = await readCommit(api, { repository, ref: from, signal });
      const body = { ref: `refs/heads/${branch}`, sha };
      await api.ask({
        method: 'POST',
        path: `repos/${repository}/git/refs`,
        body,
        accept: JSON_TYPE,
        signal,
        changes: true,
      });
      return { branch, sha };
    },
    verify: async ({ repository, branch, from }, { signal }) => {
      const held = await findBranch(api, { repository, branch, signal });
      if (held === undefined) return { happened: false };
      const sha = await readCommit(api, { repository, ref: from, signal });
      if (held !== sha) throw new Error(`the branch ${branch} is there, but is at another commit than ${from}`);
      return { happened: true, output: { branch, sha } };
    },
    undo: async ({ repository, branch, from }, { signal }) => {
      const held = await findBranch(api, { repository, branch, signal });
      if (held === undefined) return;
      const sha = await readCommit(api, { repository, ref: from, signal });
      if (held !== sha)
        throw new RunError('tool_failed', `the branch ${branch} has commits of its own by now, and stays`);
      const path = `repos/${repository}/git/refs/heads/${toPath(branch)}`;
      await api.send({ method: 'DELETE', path, accept: JSON_TYPE, signal, changes: true });
    },
  });
}

function createCommitTool(api: WebApi): Tool {
  return createTool({
    name: 'github__commit_file',
    description:
      'Writes one file to a branch of a repository on GitHub, as a commit. It fails where the file is not the one that was read.',
    input: CommitInput,
    effect: 'irreversible',
    timeoutMs: LIMIT_MS,
    use: async ({ repository, branch, path: file, text, message, replaces }, { signal, key }) => {
      const body = {
        message: withTrailer(message, key),
        content: Buffer.from(text).toString('base64'),
        branch,
        ...(replaces !== undefined && { sha: replaces }),
      };
      const path = `repos/${repository}/contents/${toPath(file)}`;
      const { commit, content } = Committed.parse(
        await api.ask({ method: 'PUT', path, body, accept: JSON_TYPE, signal, changes: true }),
      );
      return { ...toCommitOutput(commit), ...(content && { fileSha: content.sha }) };
    },
    verify: async ({ repository, branch, path }, { signal, key }) => {
      const made = await findMade<Commit>(api, {
        path: `repos/${repository}/commits`,
        query: { sha: branch, path },
        items: z.array(Commit),
        mostPages: 3,
        signal,
        isIt: ({ commit }) => hasTrailer(commit.message, key),
      });
      return made ? { happened: true, output: toCommitOutput(made) } : { happened: false };
    },
  });
}

function toCommitOutput({
  sha,
  html_url: url,
}: {
  sha: string;
  html_url?: string | null | undefined;
}): Record<string, Json> {
  return { commit: sha, ...(url && { url }) };
}

/** Undefined where there is none. */
async function findBranch(
  api: WebApi,
  { repository, branch, signal }: { repository: string; branch: string; signal: AbortSignal },
): Promise<string | undefined> {
  const path = `repos/${repository}/git/ref/heads/${toPath(branch)}`;
  const { status, text } = await api.send({ path, accept: JSON_TYPE, allowed: [MISSING], signal });
  return status === MISSING ? undefined : Reference.parse(JSON.parse(text)).object.sha;
}

async function readCommit(
  api: WebApi,
  { repository, ref, signal }: { repository: string; ref: string; signal: AbortSignal },
): Promise<string> {
  const path = `repos/${repository}/commits/${toPath(ref)}`;
  return z.object({ sha: z.string() }).parse(await api.ask({ path, accept: JSON_TYPE, signal })).sha;
}
