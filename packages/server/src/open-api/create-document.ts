/** The description of the API for everybody else's tools: OpenAPI 3.1, made of the same table that is served. */
import { type ErrorCode, ERRORS } from '@tutti/protocol';
import { API, type Answer, Problem, PROBLEM_TYPE, type Route } from '@tutti/protocol/api';
import { STATUS } from '../http/to-problem.ts';
import { type JsonObject, SchemaBook } from './schema-book.ts';

/** Refusals that any route may give; those of its own stand in the table. */
const EVERYWHERE: readonly ErrorCode[] = ['invalid_input', 'host_refused', 'internal'];
const WITH_CREDENTIALS: readonly ErrorCode[] = ['unauthenticated', 'forbidden', 'too_many_requests'];
const CHANGING: readonly ErrorCode[] = [
  'csrf_refused',
  'unsupported_media_type',
  'body_too_large',
  'server_draining',
  'store_full',
];

export interface OpenApiDocument extends JsonObject {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonObject>>; readonly securitySchemes: JsonObject };
}

const TAGS: Readonly<Record<string, string>> = {
  tasks: 'What people ask for.',
  runs: 'How a task is worked on: its state, its journal, and how to steer it.',
  artefacts: 'The documents that runs produce.',
  approvals: 'What waits for a person.',
  agents: 'Who can be asked.',
  knowledge: 'Collections of documents that agents search and cite.',
  models: 'What answers them: models, their providers and keys, and which one is chosen.',
  tools: 'What agents can use, and what they may do with it.',
  money: 'What was spent, and what may be.',
  access: 'Who you are, and who else may come in.',
  system: 'The server itself.',
};

export function createDocument(version: string): OpenApiDocument {
  const book = new SchemaBook();
  const problem = book.add(Problem, 'output');
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const [name, route] of Object.entries<Route>(API)) {
    const operations = (paths[route.path] ??= {});
    operations[route.method.toLowerCase()] = describe(name, route, { book, problem });
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Tutti', version, description: 'Times are ISO 8601 in UTC, money is a decimal text in US dollars.' },
    tags: Object.entries(TAGS).map(([tag, description]) => ({ name: tag, description })),
    security: [{ bearer: [] }, { session: [] }],
    paths,
    components: {
      schemas: book.schemas,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key or the owner token.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'tutti_session_{port}',
          description: 'Of a browser. What changes something also carries X-Tutti-Csrf, as /api/v1/me tells it.',
        },
      },
    },
  };
}

interface Surroundings {
  readonly book: SchemaBook;
  readonly problem: JsonObject;
}

function describe(name: string, route: Route, { book, problem }: Surroundings): JsonObject {
  const { tag, summary, access, params, query, body, creates } = route;
  const parameters = [
    ...(params ? toParameters(book.add(params, 'input'), 'path') : []),
    ...(query ? toParameters(book.add(query, 'input'), 'query') : []),
    ...(creates ? [IDEMPOTENCY_KEY] : []),
    ...(name === 'readEvents' ? [LAST_EVENT_ID] : []),
  ];
  return {
    operationId: name,
    tags: [tag],
    summary,
    description: access === 'anyone' ? 'Needs no credentials.' : `Needs the right to ${access}.`,
    ...(access === 'anyone' && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: book.add(body, 'input') } } },
    }),
    responses: { ...toRefusals(route, problem), ...toAnswers(name, route, book) },
  };
}

const IDEMPOTENCY_KEY: JsonObject = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'The same key and body within a day give the same answer; another body is refused.',
  schema: { type: 'string', minLength: 1, maxLength: 200, pattern: '^[\\x21-\\x7e]+$' },
};
const LAST_EVENT_ID: JsonObject = {
  name: 'Last-Event-ID',
  in: 'header',
  description: 'Of an event stream: the last event that was seen.',
  schema: { type: 'string', pattern: '^\\d{1,15}$' },
};

function toParameters(schema: JsonObject, place: 'path' | 'query'): JsonObject[] {
  const { properties = {}, required = [] } = schema as { properties?: Record<string, JsonObject>; required?: string[] };
  return Object.entries(properties).map(([name, each]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: each,
  }));
}

function toAnswers(name: string, { answers, tag }: Route, book: SchemaBook): JsonObject {
  const entries = Object.entries<Answer>(answers).map(([status, { description, schema, mediaType }]) => {
    if (!schema && mediaType === undefined) return [status, { description }];
    const content: JsonObject = {
      [mediaType ?? 'application/json']: { schema: schema ? book.add(schema, 'output') : toOpaque(mediaType) },
      ...(name === 'readEvents' && { 'text/event-stream': { schema: { type: 'string' } } }),
    };
    const headers = tag === 'access' && status === '201' ? { 'Set-Cookie': { schema: { type: 'string' } } } : undefined;
    return [status, { description, content, ...(headers && { headers }) }];
  });
  return Object.fromEntries(entries);
}

function toOpaque(mediaType = ''): JsonObject {
  if (mediaType === 'application/json') return { type: 'object' };
  return mediaType.startsWith('text/') ? { type: 'string' } : { contentMediaType: mediaType };
}

/** By status, as OpenAPI has one answer for each; the codes stand in its words. */
function toRefusals({ access, method, creates, problems = [] }: Route, problem: JsonObject): JsonObject {
  const codes = new Set<ErrorCode>([
    ...EVERYWHERE,
    ...(access === 'anyone' ? [] : WITH_CREDENTIALS),
    ...(method === 'GET' ? [] : CHANGING),
    ...(creates ? (['idempotency_conflict'] as const) : []),
    ...problems,
  ]);
  const byStatus = Map.groupBy(codes, (code) => String(STATUS[code]));
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      status,
      {
        description: same.map((code) => `\`${code}\`: ${ERRORS[code][0]}`).join('\n'),
        content: { [PROBLEM_TYPE]: { schema: problem } },
      },
    ]),
  );
}
