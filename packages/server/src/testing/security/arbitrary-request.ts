/** Requests drawn from the contract: valid, nearly valid, and wild. */
import { API, type Route, type RouteName } from '@tutti/protocol/api';
import fc from 'fast-check';
import * as z from 'zod';
import { type Ids, ROUTE_NAMES, SAMPLES } from './route-samples.ts';

export interface FuzzedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string | undefined;
  readonly remoteAddress: string;
}

const Shape = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});
type Shape = z.infer<typeof Shape>;

const POISON = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'length'];
const ODD_TEXTS = [
  '',
  ' ',
  '\0',
  '\uFEFF',
  '\uD800',
  '💥',
  '../..',
  '%00',
  '%',
  "' OR 1=1 --",
  '{{7*7}}',
  '*',
  '"',
  '-1',
  '1e309',
  'NaN',
  'null',
  ...POISON,
];

const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 30 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
  { weight: 2, arbitrary: fc.constantFrom(...ODD_TEXTS) },
  { weight: 1, arbitrary: fc.integer({ min: 200, max: 30_000 }).map((count) => 'x'.repeat(count)) },
);
const oddNumber = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(-1, 0, 2 ** 53, 1e308, -0));
const anything = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(null, [], {}, true, [[[[]]]]) },
  { weight: 1, arbitrary: text },
  { weight: 1, arbitrary: oddNumber },
);

function mostly<T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>, times = 8): fc.Arbitrary<T> {
  return fc.oneof({ weight: times, arbitrary: usual }, { weight: 1, arbitrary: odd });
}

/** Values that a schema describes, though not all that it asks: patterns and formats are left to chance. */
function ofShape(given: unknown): fc.Arbitrary<unknown> {
  const shape = Shape.safeParse(given).data;
  if (!shape) return anything;
  if (shape.enum) return fc.constantFrom(...shape.enum);
  if (shape.const !== undefined) return fc.constant(shape.const);
  if (shape.anyOf) return fc.oneof(...shape.anyOf.map(ofShape));
  return ofType(shape);
}

function ofType(shape: Shape): fc.Arbitrary<unknown> {
  const { minimum = -5, maximum = 1_000 } = shape;
  switch (String(shape.type)) {
    case 'object':
      return ofObject(shape);
    case 'array':
      return fc.array(ofShape(shape.items), { maxLength: 4 });
    case 'integer':
    case 'number':
      return mostly<unknown>(fc.integer({ min: Math.max(minimum, -1e9), max: Math.min(maximum, 1e9) }), oddNumber);
    case 'boolean':
      return fc.boolean();
    case 'string':
      return mostly(
        fc.constantFrom('hello', 'drafting', '2030-01-01T00:00:00Z', '1.5', 'approved', 'message:x'),
        text,
        4,
      );
    default:
      return anything;
  }
}

function ofObject({ properties = {}, required = [] }: Shape): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, shape]) => [name, mostly(ofShape(shape), anything)]),
  );
  const usual = fc.record(fields, { requiredKeys: required.filter((name) => name in fields) });
  const odd = fc.record(fields, { requiredKeys: [] });
  const extra = fc.tuple(fc.constantFrom('tenant', 'extra', ...POISON), anything);
  return mostly(
    mostly<object>(usual, odd),
    fc
      .tuple(usual, extra)
      .map(([value, [name, more]]) => Object.defineProperty({ ...value }, name, { value: more, enumerable: true })),
  );
}

function toShape(schema: z.ZodType | undefined): unknown {
  return (
    schema && z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline', target: 'draft-2020-12' })
  );
}

function queryOf(name: RouteName, ids: Ids): fc.Arbitrary<string> {
  const { query }: Route = API[name];
  const shape = Shape.safeParse(toShape(query)).data;
  const known = Object.keys(shape?.properties ?? {});
  const values = mostly<unknown>(
    fc.oneof(fc.constantFrom<unknown>('1', '2', ids.run, ids.task, 'completed', 'true', 'haiku'), oddNumber),
    text,
    4,
  );
  const pair = fc.tuple(known.length === 0 ? text : mostly(fc.constantFrom(...known), text), values);
  const some = fc
    .array(pair, { maxLength: 3 })
    .map((pairs) => pairs.map(([key, value]) => `${toPart(key)}=${toPart(String(value))}`).join('&'));
  return mostly(mostly(fc.constant(''), some, known.length === 0 ? 12 : 1), text.map(toPart), 12);
}

/** Half of a surrogate pair cannot be written in an address. */
function toPart(value: string): string {
  return encodeURIComponent(value.toWellFormed()).slice(0, 2_000);
}

function pathOf(name: RouteName, pools: readonly Ids[]): fc.Arbitrary<string> {
  return fc.constantFrom(...pools).chain((ids) => {
    const { params = {} } = SAMPLES[name](ids);
    const parts = Object.entries(params).map(([key, value]) =>
      mostly(fc.constant(value), text).map((part) => [key, part] as const),
    );
    return fc.tuple(...parts).map((chosen) => {
      const byName = new Map(chosen);
      return API[name].path.replaceAll(/\{(\w+)\}/g, (_, key: string) => toPart(byName.get(key) ?? ''));
    });
  });
}

function bodyOf(name: RouteName, pools: readonly Ids[]): fc.Arbitrary<string | undefined> {
  const samples = pools.map((ids) => SAMPLES[name](ids).body);
  const valid = fc.constantFrom(...samples).map((sample) => sample && JSON.stringify(sample));
  const { body }: Route = API[name];
  const shape = toShape(body);
  const near = shape === undefined ? fc.constant(undefined) : ofShape(shape).map((value) => JSON.stringify(value));
  const properties = Object.entries(Shape.safeParse(shape).data?.properties ?? {});
  const changed = properties.map(([key, each]) =>
    fc
      .tuple(fc.constantFrom(...samples), mostly(ofShape(each), anything))
      .map(([sample, value]) => JSON.stringify({ ...sample, [key]: value })),
  );
  const broken = fc.constantFrom(
    '{',
    '[1,',
    '{"goal":"x"',
    'nul',
    '\uFEFF{}',
    '"x"',
    '{"a":1}{"b":2}',
    `${'['.repeat(5_000)}`,
  );
  return fc.oneof(
    { weight: 5, arbitrary: valid },
    { weight: 5, arbitrary: changed.length === 0 ? valid : fc.oneof(...changed) },
    { weight: 3, arbitrary: near },
    { weight: 1, arbitrary: anything.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.oneof(broken, text) },
  );
}

const headerText = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom('', '*/*', 'a,b', "' OR 1=1", 'é', 'x'.repeat(5_000)),
);
/** Few enough that some come again. */
const IDEMPOTENCY_KEYS = Array.from({ length: 200 }, (_, index) => `key-${index}`);
const HEADERS = [
  'idempotency-key',
  'x-request-id',
  'traceparent',
  'accept',
  'accept-encoding',
  'content-type',
  'content-encoding',
  'cookie',
  'range',
  'if-none-match',
  'last-event-id',
  'x-tutti-csrf',
  'origin',
  'expect-ct',
  'x-forwarded-for',
  'authorization',
];

function headersOf(credentials: readonly string[]): fc.Arbitrary<Record<string, string>> {
  const authorization = fc.constantFrom(
    ...credentials.flatMap((each, index) => Array<string>(index === 0 ? 12 : 1).fill(each)),
  );
  const key = mostly(fc.constant(undefined), fc.constantFrom(...IDEMPOTENCY_KEYS), 3);
  const odd = mostly(fc.constant({}), fc.dictionary(fc.constantFrom(...HEADERS), headerText, { maxKeys: 2 }), 3);
  return fc.tuple(authorization, key, odd).map(([token, idempotencyKey, more]) => ({
    authorization: token,
    ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
    ...more,
  }));
}

/** `credentials` are values of `Authorization`; the first is used most. */
export function arbitraryRequest(pools: readonly Ids[], credentials: readonly string[]): fc.Arbitrary<FuzzedRequest> {
  const [ids] = pools;
  if (!ids) throw new Error('there must be ids to draw from');
  const headers = headersOf(credentials);
  const byRoute = ROUTE_NAMES.map((name) => {
    const others = fc.constantFrom('GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'HEAD', 'OPTIONS');
    const method = mostly<string>(fc.constant(API[name].method), others, 15);
    const payload =
      API[name].method === 'GET' ? mostly<string | undefined>(fc.constant(undefined), text, 15) : bodyOf(name, pools);
    return fc.tuple(method, pathOf(name, pools), queryOf(name, ids), headers, payload, fc.ipV4());
  });
  return fc.oneof(...byRoute).map(([method, path, query, chosen, payload, remoteAddress]) => ({
    method,
    url: query === '' ? path : `${path}?${query}`,
    headers: { ...(payload !== undefined && { 'content-type': 'application/json' }), ...chosen },
    payload,
    remoteAddress,
  }));
}
