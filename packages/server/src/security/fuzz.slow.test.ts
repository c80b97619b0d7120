/**
 * Many requests drawn from the contract against the whole app. Says how often each status came; the seed can be set with
 * TUTTI_FUZZ_SEED, their number with TUTTI_FUZZ_REQUESTS.
 */
import { ErrorCode, Right } from '@tutti/protocol';
import { API, Problem, PROBLEM_TYPE, type Route } from '@tutti/protocol/api';
import fc from 'fast-check';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { expect, it } from 'vitest';
import { arbitraryRequest, type FuzzedRequest } from '../testing/security/arbitrary-request.ts';
import { createStranger, openSecuredApp, type SecuredApp } from '../testing/security/secured-app.ts';
import { NOBODYS, seedTenant } from '../testing/security/seeded-tenant.ts';

const seed = Number(process.env['TUTTI_FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const requests = Number(process.env['TUTTI_FUZZ_REQUESTS'] ?? 20_000);

const ROUTES: readonly { route: Route; pattern: RegExp }[] = Object.values(API).map((route: Route) => ({
  route,
  pattern: new RegExp(`^${route.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}));

function findRoute(method: string, url: string): Route | undefined {
  const path = url.split('?', 1)[0] ?? '';
  return ROUTES.find(({ route, pattern }) => route.method === method && pattern.test(path))?.route;
}

function check({ method }: FuzzedRequest, response: LightMyRequestResponse): void {
  const { statusCode, headers, body } = response;
  expect(statusCode).toBeLessThan(500);
  expect(headers['x-content-type-options']).toBe('nosniff');
  if (method === 'HEAD') return;
  if (statusCode >= 400) {
    expect(headers['content-type']).toBe(PROBLEM_TYPE);
    const problem = Problem.parse(JSON.parse(body));
    expect(problem.status).toBe(statusCode);
    expect(ErrorCode.options).toContain(problem.code);
    return;
  }
  const answer = findRoute(method, response.raw.req.url ?? '')?.answers[statusCode];
  expect(answer, 'only what the contract names is answered').toBeDefined();
  answer?.schema?.parse(JSON.parse(body));
}

async function send({ app, host }: SecuredApp, { headers, payload, ...rest }: FuzzedRequest) {
  const request = { ...rest, headers: { host, ...headers }, ...(payload !== undefined && { payload }) };
  return app.inject(request as InjectOptions);
}

it(`${requests} requests out of the contract bring no failure of the server`, async () => {
  await using secured = await openSecuredApp();
  const own = await seedTenant(secured);
  const other = await seedTenant(secured);
  const viewer = await secured.createKey(['view']);
  const stranger = await secured.createKey(Right.options, createStranger());
  const credentials = [
    `Bearer ${secured.ownerToken}`,
    viewer.authorization,
    stranger.authorization,
    'Bearer wrong',
    '',
  ];
  const prototype = Object.getOwnPropertyNames(Object.prototype);
  const counts = new Map<number, number>();
  const startedAt = performance.now();
  const pools = [own, other, { ...own, run: own.waiting }, NOBODYS];
  const property = fc.asyncProperty(arbitraryRequest(pools, credentials), async (request) => {
    const response = await send(secured, request);
    counts.set(response.statusCode, (counts.get(response.statusCode) ?? 0) + 1);
    check(request, response);
  });
  try {
    await fc.assert(property, { seed, numRuns: requests });
  } finally {
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    console.log(
      `fuzz: seed ${seed}, ${requests} requests in ${seconds} s, by status:`,
      Object.fromEntries([...counts].toSorted(([one], [other]) => one - other)),
    );
  }
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(prototype);
  expect(secured.home.store.health()).toEqual({ state: 'ok' });
  expect(secured.logged()).not.toContain(secured.ownerToken);
  // Enough of them were right to reach what lies behind the refusals.
  expect((counts.get(200) ?? 0) + (counts.get(202) ?? 0) + (counts.get(201) ?? 0)).toBeGreaterThan(requests / 10);
}, 360_000);
