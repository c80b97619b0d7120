import type { Tool } from '@tutti/engine';
import type { Json } from '@tutti/protocol';
import * as z from 'zod';
import { createTool } from '../create-tool.ts';
import { cutText } from '../cut-text.ts';
import type { WebApi } from '../web-api/web-api.ts';
import { JSON_TYPE, LIMIT_MS, MATCHES_TYPE } from './github-api.ts';
import { Issue, toIssueLine } from './issue.ts';

const MOST_OF_A_MATCH = 500;
const MOST_MATCHES = 3;

const SearchInput = z.object({
  query: z
    .string()
    .min(1)
    .max(256)
    .describe('As in the search of GitHub, with its words such as repo:owner/name, language:go, is:open.'),
  count: z.int().min(1).max(50).default(20),
  page: z.int().min(1).max(20).default(1),
});

const FoundCode = z.object({
  total_count: z.number(),
  items: z.array(
    z.object({
      path: z.string(),
      html_url: z.string(),
      repository: z.object({ full_name: z.string() }),
      text_matches: z.array(z.object({ fragment: z.string().nullish() })).nullish(),
    }),
  ),
});
const FoundIssues = z.object({ total_count: z.number(), items: z.array(Issue) });

export function createSearchTools(api: WebApi): readonly Tool[] {
  return [
    createTool({
      name: 'github__search_code',
      description: 'Searches the code on GitHub that the token can see: paths, and the lines around what was found.',
      input: SearchInput,
      effect: 'read',
      givesStrangersWords: true,
      timeoutMs: LIMIT_MS,
      use: async ({ query, count, page }, { signal }) => {
        const accept = MATCHES_TYPE;
        const found = await api.ask({
          path: 'search/code',
          query: { q: query, per_page: count, page },
          accept,
          signal,
        });
        const { total_count: total, items } = FoundCode.parse(found);
        return { total, items: items.slice(0, count).map(toCodeView) };
      },
    }),
    createTool({
      name: 'github__search_issues',
      description: 'Searches the issues and pull requests on GitHub that the token can see.',
      input: SearchInput,
      effect: 'read',
      givesStrangersWords: true,
      timeoutMs: LIMIT_MS,
      use: async ({ query, count, page }, { signal }) => {
        const accept = JSON_TYPE;
        const found = await api.ask({
          path: 'search/issues',
          query: { q: query, per_page: count, page },
          accept,
          signal,
        });
        const { total_count: total, items } = FoundIssues.parse(found);
        return { total, items: items.slice(0, count).map(toFoundIssue) };
      },
    }),
  ];
}

function toCodeView({
  path,
  html_url: url,
  repository,
  text_matches: matches,
}: z.infer<typeof FoundCode>['items'][number]): Json {
  const texts = (matches ?? []).flatMap(({ fragment }) => fragment ?? []).slice(0, MOST_MATCHES);
  return { repository: repository.full_name, path, url, matches: texts.map((text) => cutText(text, MOST_OF_A_MATCH)) };
}

function toFoundIssue(issue: Issue): Json {
  const repository = issue.repository_url?.split('/').slice(-2).join('/');
  return { ...(repository !== undefined && { repository }), ...toIssueLine(issue) };
}
