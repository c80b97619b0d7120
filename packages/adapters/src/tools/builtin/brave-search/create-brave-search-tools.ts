/** The web and the news as Brave Search finds them. What comes back was written by strangers, and is labelled so. */
import { RunError, type Tool, type ToolSource } from '@tutti/engine';
import type { Json } from '@tutti/protocol';
import * as z from 'zod';
import { createTool } from '../create-tool.ts';
import { cutText } from '../cut-text.ts';
import { notConfigured } from '../not-configured.ts';
import { WebApi } from '../web-api/web-api.ts';

export interface BraveSearchOptions {
  readonly url: string;
  /** Absent: it is not configured. */
  readonly key?: string | undefined;
}

const LIMIT_MS = 20_000;
const MOST_OF_A_TEXT = 1_000;
const MOST_SNIPPETS = 3;

const SearchInput = z.object({
  query: z.string().min(1).max(400).describe('At most fifty words.'),
  count: z.int().min(1).max(20).default(10),
  page: z.int().min(1).max(10).default(1),
  since: z.enum(['day', 'week', 'month', 'year']).exactOptional().describe('Only what is not older.'),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .exactOptional()
    .describe('Two letters, such as DE.'),
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .exactOptional()
    .describe('Of what is searched for, such as de.'),
});
type SearchInput = z.infer<typeof SearchInput>;

const FRESHNESS = { day: 'pd', week: 'pw', month: 'pm', year: 'py' } as const;

const Results = z.array(
  z.object({
    title: z.string(),
    url: z.string(),
    description: z.string().nullish(),
    age: z.string().nullish(),
    extra_snippets: z.array(z.string()).nullish(),
  }),
);
const WebAnswer = z
  .object({ web: z.object({ results: Results }).nullish() })
  .transform(({ web }) => web?.results ?? []);
const NewsAnswer = z.object({ results: Results }).transform(({ results }) => results);

interface Place {
  readonly name: string;
  readonly description: string;
  readonly path: string;
  readonly answer: z.ZodType<z.infer<typeof Results>>;
}

const PLACES: readonly Place[] = [
  {
    name: 'brave_search__web',
    description: 'Searches the web. Returns titles, addresses and short descriptions, not whole pages.',
    path: 'res/v1/web/search',
    answer: WebAnswer,
  },
  {
    name: 'brave_search__news',
    description: 'Searches the news. Returns titles, addresses, ages and short descriptions.',
    path: 'res/v1/news/search',
    answer: NewsAnswer,
  },
];

export function createBraveSearchTools({ url, key }: BraveSearchOptions): ToolSource {
  let api: WebApi | undefined;
  return {
    names: ['brave_search'],
    fixed: false,
    async open() {
      if (key === undefined) throw notConfigured('no key of Brave Search is set: set BRAVE_API_KEY');
      api ??= new WebApi({ service: 'Brave Search', url, headers: { 'x-subscription-token': key } });
      const opened = api;
      return PLACES.map((place) => createSearch(opened, place));
    },
  };
}

function createSearch(api: WebApi, { name, description, path, answer }: Place): Tool {
  return createTool({
    name,
    description,
    input: SearchInput,
    effect: 'read',
    timeoutMs: LIMIT_MS,
    source: 'web',
    use: async (input, { signal }) => {
      const parsed = answer.safeParse(await api.ask({ path, query: toQuery(input), signal }));
      if (parsed.success) return { results: parsed.data.slice(0, input.count).map(toResult) };
      const problem = z.prettifyError(parsed.error).slice(0, 300);
      throw new RunError('tool_failed', `Brave Search answered otherwise than it says: ${problem}`, {
        nothingHappened: true,
      });
    },
  });
}

function toQuery({
  query,
  count,
  page,
  since,
  country,
  language,
}: SearchInput): Record<string, string | number | undefined> {
  return {
    q: query,
    count,
    offset: page - 1,
    freshness: since && FRESHNESS[since],
    country,
    search_lang: language,
    text_decorations: 'false',
  };
}

function toResult({ title, url, description, age, extra_snippets: more }: z.infer<typeof Results>[number]): Json {
  const short = (text: string) => cutText(text, MOST_OF_A_TEXT);
  return {
    title: short(title),
    url: short(url),
    ...(description && { description: short(description) }),
    ...(age && { age }),
    ...(more && more.length > 0 && { snippets: more.slice(0, MOST_SNIPPETS).map(short) }),
  };
}
