/** Issues, comments and pull requests: people are told of each at once, so none can be taken back. */
import type { Tool } from '@tutti/engine';
import type { Json } from '@tutti/protocol';
import * as z from 'zod';
import { createTool } from '../create-tool.ts';
import type { WebApi } from '../web-api/web-api.ts';
import { hasMarker, withMarker } from './call-marker.ts';
import { findMade } from './find-made.ts';
import { IssueNumber, JSON_TYPE, LIMIT_MS, Ref, Repository } from './github-api.ts';

const Title = z.string().trim().min(1).max(256);
const Body = z.string().max(60_000).describe('In Markdown.');

const IssueInput = z.object({
  repository: Repository,
  title: Title,
  body: Body.default(''),
  labels: z.array(z.string().min(1).max(50)).max(20).default([]),
});
const CommentInput = z.object({ repository: Repository, number: IssueNumber, body: Body.min(1) });
const PullInput = z.object({
  repository: Repository,
  title: Title,
  body: Body.default(''),
  from: Ref.describe('The branch with the changes.'),
  into: Ref.describe('The branch that they should go into.'),
  draft: z.boolean().default(true),
});

const Made = z.object({ number: z.number(), html_url: z.string(), body: z.string().nullish() });
type Made = z.infer<typeof Made>;
const MadeComment = z.object({ id: z.number(), html_url: z.string(), body: z.string().nullish() });
type MadeComment = z.infer<typeof MadeComment>;

export function createTalkTools(api: WebApi): readonly Tool[] {
  return [createIssueTool(api), createCommentTool(api), createPullTool(api)];
}

function createIssueTool(api: WebApi): Tool {
  return createTool({
    name: 'github__create_issue',
    description: 'Opens an issue in a repository on GitHub. Those who watch it are told.',
    input: IssueInput,
    effect: 'irreversible',
    timeoutMs: LIMIT_MS,
    use: async ({ repository, title, body, labels }, { signal, key }) => {
      const wish = { title, body: withMarker(body, key), labels };
      const path = `repos/${repository}/issues`;
      return toOutput(
        Made.parse(await api.ask({ method: 'POST', path, body: wish, accept: JSON_TYPE, signal, changes: true })),
      );
    },
    verify: async ({ repository }, { signal, key }) =>
      toFinding(
        await findMade<Made>(api, {
          path: `repos/${repository}/issues`,
          query: { state: 'all', sort: 'created', direction: 'desc' },
          items: z.array(Made),
          mostPages: 5,
          signal,
          isIt: ({ body }) => hasMarker(body, key),
        }),
        toOutput,
      ),
  });
}

function createCommentTool(api: WebApi): Tool {
  return createTool({
    name: 'github__comment',
    description: 'Comments on an issue or a pull request on GitHub. Those who follow it are told.',
    input: CommentInput,
    effect: 'irreversible',
    timeoutMs: LIMIT_MS,
    use: async ({ repository, number, body: text }, { signal, key }) => {
      const path = `repos/${repository}/issues/${number}/comments`;
      const body = { body: withMarker(text, key) };
      return toCommentOutput(
        MadeComment.parse(await api.ask({ method: 'POST', path, body, accept: JSON_TYPE, signal, changes: true })),
      );
    },
    verify: async ({ repository, number }, { signal, key }) =>
      toFinding(
        await findMade<MadeComment>(api, {
          path: `repos/${repository}/issues/${number}/comments`,
          items: z.array(MadeComment),
          mostPages: 20,
          signal,
          isIt: ({ body }) => hasMarker(body, key),
        }),
        toCommentOutput,
      ),
  });
}

function createPullTool(api: WebApi): Tool {
  return createTool({
    name: 'github__open_pull_request',
    description: 'Opens a pull request in a repository on GitHub, from one of its branches. Nothing is merged.',
    input: PullInput,
    effect: 'irreversible',
    timeoutMs: LIMIT_MS,
    use: async ({ repository, title, body, from, into, draft }, { signal, key }) => {
      const path = `repos/${repository}/pulls`;
      const wish = { title, body: withMarker(body, key), head: from, base: into, draft };
      return toOutput(
        Made.parse(await api.ask({ method: 'POST', path, body: wish, accept: JSON_TYPE, signal, changes: true })),
      );
    },
    verify: async ({ repository, from, into }, { signal, key }) => {
      const [owner = ''] = repository.split('/');
      const made = await findMade<Made>(api, {
        path: `repos/${repository}/pulls`,
        query: { state: 'all', head: `${owner}:${from}`, base: into },
        items: z.array(Made),
        mostPages: 5,
        signal,
        isIt: ({ body }) => hasMarker(body, key),
      });
      return toFinding(made, toOutput);
    },
  });
}

function toFinding<Item>(
  made: Item | undefined,
  toJson: (item: Item) => Json,
): { happened: true; output: Json } | { happened: false } {
  return made === undefined ? { happened: false } : { happened: true, output: toJson(made) };
}

function toOutput({ number, html_url: url }: Made): Json {
  return { number, url };
}

function toCommentOutput({ id, html_url: url }: MadeComment): Json {
  return { id, url };
}
