import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { ErrorCode } from '../error-codes.ts';
import { API } from './api.ts';
import { defineRoute, type Route, type RouteInput, type RouteOutput, type RouteParts } from './route.ts';

const whole = defineRoute({
  method: 'POST',
  path: '/things/{thing}',
  tag: 'things',
  summary: 'Change a thing',
  access: 'use',
  params: z.strictObject({ thing: z.string() }),
  query: z.strictObject({ limit: z.coerce.number().default(5) }),
  body: z.strictObject({ size: z.string().transform(Number) }),
  answers: {
    200: { description: 'Done.', schema: z.object({ size: z.number() }) },
    202: { description: 'Later.', schema: z.object({ run: z.string() }) },
    204: { description: 'Nothing.' },
  },
});
const bare = defineRoute({
  method: 'GET',
  path: '/bytes',
  tag: 'things',
  summary: 'Bytes',
  access: 'anyone',
  answers: { 200: { description: 'Bytes.', mediaType: 'text/plain' } },
});

describe('the type of a route', () => {
  it('lets a caller give what the schemas take, all in one object', () => {
    expectTypeOf<RouteInput<typeof whole>['thing']>().toEqualTypeOf<string>();
    expectTypeOf<RouteInput<typeof whole>['size']>().toEqualTypeOf<string>();
    expectTypeOf<undefined>().toExtend<RouteInput<typeof whole>['limit']>();
  });

  it('gives a handler what the schemas made of it, and nothing where there is no schema', () => {
    expectTypeOf<RouteParts<typeof whole>>().toEqualTypeOf<{
      readonly params: { thing: string };
      readonly query: { limit: number };
      readonly body: { size: number };
    }>();
    expectTypeOf<RouteParts<typeof bare>['body']>().toEqualTypeOf<unknown>();
  });

  it('has the bodies of its good answers, and none where they are bytes', () => {
    expectTypeOf<RouteOutput<typeof whole>>().toEqualTypeOf<{ size: number } | { run: string }>();
    expectTypeOf<RouteOutput<typeof bare>>().toEqualTypeOf<never>();
  });
});

const routes: [string, Route][] = Object.entries(API);

describe('the table of routes', () => {
  it('has no address twice', () => {
    const addresses = routes.map(([, { method, path }]) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it.each(routes)('%s names in its address what its parameters are', (_, { path, params }) => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);
    expect(new Set(Object.keys(params?.shape ?? {}))).toEqual(new Set(inPath));
  });

  it.each(routes)(
    '%s takes no field that it does not name, and only known refusals',
    (_, { params, query, body, problems }) => {
      for (const schema of [params, query, body].filter((one) => one !== undefined))
        expect(schema.safeParse({ surprise: 1 }).error?.issues.some(({ code }) => code === 'unrecognized_keys')).toBe(
          true,
        );
      for (const code of problems ?? []) expect(ErrorCode.options).toContain(code);
    },
  );

  it.each(routes)('%s changes nothing where it is only read', (name, { method, access, body, creates }) => {
    if (method === 'GET') expect({ body, creates }).toEqual({});
    // Whoever came in may leave, and may make a link for another browser with the rights that they have.
    else if (!['closeSession', 'createLoginLink'].includes(name)) expect(access).not.toBe('view');
  });

  it.each(routes)('%s keeps no two parts of a call under one name', (_, { params, query, body }) => {
    const names = [params, query, body].flatMap((schema) => Object.keys(schema?.shape ?? {}));
    expect(new Set(names).size).toBe(names.length);
  });
});
