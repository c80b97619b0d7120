/** What a Prometheus server has measured, over its HTTP API: nothing is changed there, and each answer is bounded. */
import { type Clock, RunError, systemClock, type Tool, type ToolSource } from '@tutti/engine';
import { Json } from '@tutti/protocol';
import * as z from 'zod';
import { createTool } from '../create-tool.ts';
import { notConfigured } from '../not-configured.ts';
import { WebApi } from '../web-api/web-api.ts';
import { boundSeries } from './bound-series.ts';

export interface PrometheusOptions {
  /** Absent: it is not configured. */
  readonly url?: string | undefined;
  /** Sent as a bearer token, to this address only. */
  readonly token?: string | undefined;
  readonly clock?: Clock;
}

const LIMIT_MS = 30_000;
/** Told to the server, which then stops by itself before we do. */
const SERVER_LIMIT = '25s';
const MOST_SERIES = 50;
const MOST_POINTS = 500;
const MOST_NAMES = 500;
const MINUTE_MS = 60_000;

const Query = z.string().min(1).max(5_000).describe('In PromQL.');
const Moment = z.iso.datetime({ offset: true });

const InstantInput = z.object({
  query: Query,
  at: Moment.exactOptional().describe('When it is evaluated; now, where nothing is said.'),
});

const RangeInput = z.object({
  query: Query,
  minutes: z.number().positive().max(527_040).default(60).describe('How far back it goes from its end.'),
  until: Moment.exactOptional().describe('Its end; now, where nothing is said.'),
  stepSeconds: z
    .number()
    .positive()
    .max(86_400)
    .exactOptional()
    .describe('Between two values; one that fits is chosen.'),
});

const NamesInput = z.object({
  contains: z.string().max(200).default('').describe('Only names with this in them.'),
});

const Answer = z.object({
  status: z.literal('success'),
  data: Json,
  warnings: z.array(z.string()).exactOptional(),
});

export function createPrometheusTools({ url, token, clock = systemClock }: PrometheusOptions): ToolSource {
  let api: WebApi | undefined;
  return {
    names: ['prometheus'],
    fixed: false,
    async open() {
      if (url === undefined) throw notConfigured('no Prometheus server is set: set PROMETHEUS_URL');
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      api ??= new WebApi({ service: 'Prometheus', url, headers });
      return [createInstantQuery(api), createRangeQuery(api, clock), createNames(api)];
    },
  };
}

function createInstantQuery(api: WebApi): Tool {
  return createTool({
    name: 'prometheus__query',
    description: `The value of a PromQL expression at one moment, for at most ${MOST_SERIES} series.`,
    input: InstantInput,
    effect: 'read',
    timeoutMs: LIMIT_MS,
    use: async ({ query, at }, { signal }) => {
      const answer = await ask(api, {
        path: 'api/v1/query',
        query: { query, time: at, timeout: SERVER_LIMIT },
        signal,
      });
      return boundSeries(answer, { series: MOST_SERIES, points: MOST_POINTS });
    },
  });
}

function createRangeQuery(api: WebApi, clock: Clock): Tool {
  return createTool({
    name: 'prometheus__query_range',
    description: `The values of a PromQL expression over a time, at most ${MOST_POINTS} for each of at most ${MOST_SERIES} series.`,
    input: RangeInput,
    effect: 'read',
    timeoutMs: LIMIT_MS,
    use: async ({ query, minutes, until, stepSeconds }, { signal }) => {
      const end = until === undefined ? clock.now() : Date.parse(until);
      const seconds = minutes * 60;
      const step = Math.max(stepSeconds ?? 15, Math.ceil(seconds / (MOST_POINTS - 1)));
      const times = { start: toTime(end - minutes * MINUTE_MS), end: toTime(end), step };
      const path = 'api/v1/query_range';
      const answer = await ask(api, { path, query: { query, ...times, timeout: SERVER_LIMIT }, signal });
      const bounded = boundSeries(answer, { series: MOST_SERIES, points: MOST_POINTS });
      return { from: times.start, to: times.end, stepSeconds: step, ...bounded };
    },
  });
}

function createNames(api: WebApi): Tool {
  return createTool({
    name: 'prometheus__metric_names',
    description: 'The names of the metrics that the server has.',
    input: NamesInput,
    effect: 'read',
    timeoutMs: LIMIT_MS,
    use: async ({ contains }, { signal }) => {
      const { data } = await ask(api, { path: 'api/v1/label/__name__/values', query: {}, signal });
      const names = z
        .array(z.string())
        .parse(data)
        .filter((name) => name.includes(contains));
      const left = names.length - MOST_NAMES;
      return { names: names.slice(0, MOST_NAMES), ...(left > 0 && { leftOut: left }) };
    },
  });
}

/** What is wrong with an expression is told as the server tells it. */
async function ask(
  api: WebApi,
  { path, query, signal }: { path: string; query: Record<string, string | number | undefined>; signal: AbortSignal },
): Promise<z.infer<typeof Answer>> {
  const parsed = Answer.safeParse(await api.ask({ path, query, signal }));
  if (parsed.success) return parsed.data;
  const message = `what answers there is no Prometheus server: ${z.prettifyError(parsed.error).slice(0, 300)}`;
  throw new RunError('tool_failed', message, { nothingHappened: true });
}

function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
