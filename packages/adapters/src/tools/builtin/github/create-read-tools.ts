import { RunError, type Tool } from '@tutti/engine';
import type { Json } from '@tutti/protocol';
import * as z from 'zod';
import { createTool } from '../create-tool.ts';
import { cutText } from '../cut-text.ts';
import type { WebApi } from '../web-api/web-api.ts';
import {
  DIFF_TYPE,
  IssueNumber,
  JSON_TYPE,
  LIMIT_MS,
  RAW_TYPE,
  Ref,
  Repository,
  RepositoryPath,
  toPath,
} from './github-api.ts';
import { Comment, Issue, PullRequest, toCommentView, toIssueLine, toIssueView, toPullRequestLine } from './issue.ts';

const MOST_OF_A_FILE = 100_000;
const MOST_OF_A_DIFF = 100_000;
const MOST_COMMENTS = 50;
/** GitHub gives no diff of more. */
const DIFF_TOO_LARGE = 406;

const FileInput = z.object({
  repository: Repository,
  path: RepositoryPath.describe('Of a file or a folder; empty for the root.'),
  ref: Ref.exactOptional().describe('A branch, a tag or a commit; the default branch, where nothing is said.'),
});
const ListInput = z.object({
  repository: Repository,
  state: z.enum(['open', 'closed', 'all']).default('open'),
  count: z.int().min(1).max(100).default(30),
  page: z.int().min(1).max(100).default(1),
});
const OneInput = z.object({ repository: Repository, number: IssueNumber });

const File = z.object({
  type: z.string(),
  path: z.string(),
  sha: z.string(),
  size: z.number(),
  encoding: z.string().nullish(),
  content: z.string().nullish(),
});
const Contents = z.union([File, z.array(File)]);

export function createReadTools(api: WebApi): readonly Tool[] {
  return [createFileTool(api), createIssueList(api), createIssueTool(api), createPullList(api), createPullTool(api)];
}

function createFileTool(api: WebApi): Tool {
  return createTool({
    name: 'github__read_file',
    description:
      'Reads a file of a repository on GitHub, or lists a folder of it. `sha` is needed to replace the file.',
    input: FileInput,
    effect: 'read',
    givesStrangersWords: true,
    timeoutMs: LIMIT_MS,
    use: async ({ repository, path, ref }, { signal }) => {
      const at = { path: `repos/${repository}/contents/${toPath(path)}`, query: { ref }, signal };
      const found = Contents.parse(await api.ask({ ...at, accept: JSON_TYPE }));
      if (Array.isArray(found))
        return { path, entries: found.map(({ type, path: entry, size }) => ({ type, path: entry, size })) };
      const { type, sha, size, encoding, content } = found;
      if (type !== 'file') return { path, type, sha, size };
      const whole = encoding === 'base64' ? decode(content ?? '') : (await api.send({ ...at, accept: RAW_TYPE })).text;
      if (whole.includes('\0')) return { path, sha, size, note: 'it is no text' };
      return { path, sha, size, text: cutText(whole, MOST_OF_A_FILE) };
    },
  });
}

function createIssueList(api: WebApi): Tool {
  return createTool({
    name: 'github__list_issues',
    description:
      'Lists the issues of a repository on GitHub, the newest first. Pull requests are issues too, and marked.',
    input: ListInput,
    effect: 'read',
    givesStrangersWords: true,
    timeoutMs: LIMIT_MS,
    use: async ({ repository, state, count, page }, { signal }) => {
      const query = { state, per_page: count, page };
      const found = await api.ask({ path: `repos/${repository}/issues`, query, accept: JSON_TYPE, signal });
      return { issues: z.array(Issue).parse(found).map(toIssueLine) };
    },
  });
}

function createIssueTool(api: WebApi): Tool {
  return createTool({
    name: 'github__read_issue',
    description: `Reads an issue of a repository on GitHub and the first ${MOST_COMMENTS} comments on it.`,
    input: OneInput,
    effect: 'read',
    givesStrangersWords: true,
    timeoutMs: LIMIT_MS,
    use: async ({ repository, number }, { signal }) => {
      const path = `repos/${repository}/issues/${number}`;
      const issue = Issue.parse(await api.ask({ path, accept: JSON_TYPE, signal }));
      return toIssueView(issue, await readComments(api, `${path}/comments`, signal));
    },
  });
}

function createPullList(api: WebApi): Tool {
  return createTool({
    name: 'github__list_pull_requests',
    description: 'Lists the pull requests of a repository on GitHub, the newest first.',
    input: ListInput,
    effect: 'read',
    givesStrangersWords: true,
    timeoutMs: LIMIT_MS,
    use: async ({ repository, state, count, page }, { signal }) => {
      const query = { state, per_page: count, page };
      const found = await api.ask({ path: `repos/${repository}/pulls`, query, accept: JSON_TYPE, signal });
      return { pullRequests: z.array(PullRequest).parse(found).map(toPullRequestLine) };
    },
  });
}

function createPullTool(api: WebApi): Tool {
  return createTool({
    name: 'github__read_pull_request',
    description:
      'Reads a pull request of a repository on GitHub: its text, what was said about it and its lines, and its diff.',
    input: OneInput,
    effect: 'read',
    givesStrangersWords: true,
    timeoutMs: LIMIT_MS,
    use: async ({ repository, number }, { signal }) => {
      const path = `repos/${repository}/pulls/${number}`;
      const pull = PullRequest.parse(await api.ask({ path, accept: JSON_TYPE, signal }));
      const said = await readComments(api, `repos/${repository}/issues/${number}/comments`, signal);
      const onLines = await readComments(api, `${path}/comments`, signal);
      const { changed_files: files, additions, deletions } = pull;
      return {
        ...toIssueView(pull, said),
        ...toPullRequestLine(pull),
        ...(files !== null && files !== undefined && { files, additions: additions ?? 0, deletions: deletions ?? 0 }),
        saidOnLines: onLines.map(toCommentView),
        diff: await readDiff(api, path, signal),
      };
    },
  });
}

async function readDiff(api: WebApi, path: string, signal: AbortSignal): Promise<Json> {
  const { status, text } = await api.send({ path, accept: DIFF_TYPE, allowed: [DIFF_TOO_LARGE], signal });
  return status === DIFF_TOO_LARGE ? '[too large: GitHub gives no diff of it]' : cutText(text, MOST_OF_A_DIFF);
}

async function readComments(api: WebApi, path: string, signal: AbortSignal): Promise<readonly Comment[]> {
  return z.array(Comment).parse(await api.ask({ path, query: { per_page: MOST_COMMENTS }, accept: JSON_TYPE, signal }));
}

function decode(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length === 0 && base64.trim() !== '')
    throw new RunError('tool_failed', 'GitHub sent something that is not base 64', { nothingHappened: true });
  return bytes.toString('utf8');
}
