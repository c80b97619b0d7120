/** Every route of the contract is called by everybody who may not call it. A new route without a sample is a type error. */
import { Right } from '@tutti/protocol';
import type { RouteName } from '@tutti/protocol/api';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accessOf,
  type Ids,
  isChange,
  OWN_PLACES,
  ROUTE_NAMES,
  SAMPLES,
  SHARED,
  toInject,
} from '../testing/security/route-samples.ts';
import { createStranger, openSecuredApp, type SecuredApp } from '../testing/security/secured-app.ts';
import { NOBODYS, seedTenant } from '../testing/security/seeded-tenant.ts';

let secured: SecuredApp;
let own: Ids & { waiting: string };
let strangers: { authorization: string };
let owners: { authorization: string };
let addresses = 0;

beforeAll(async () => {
  secured = await openSecuredApp();
  own = await seedTenant(secured);
  strangers = await secured.createKey(Right.options, createStranger());
  owners = { authorization: `Bearer ${secured.ownerToken}` };
}, 60_000);
afterAll(() => secured[Symbol.asyncDispose]());

/** Each from an address of its own, so that refusals are not refused for their number. */
function call(name: RouteName, headers: Record<string, string>, ids: Ids = NOBODYS): Promise<LightMyRequestResponse> {
  const request: InjectOptions & { headers: Record<string, string> } = toInject(name, ids, secured.host);
  addresses += 1;
  const remoteAddress = `10.0.${addresses >> 8}.${addresses & 255}`;
  return secured.app.inject({ ...request, remoteAddress, headers: { ...request.headers, ...headers } });
}

function expectRefusal(response: LightMyRequestResponse, status: number, code: string): void {
  expect(response.json()).toMatchObject({ status, code });
  expect(response.statusCode).toBe(status);
  expect(Object.keys(response.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
}

const changes = ROUTE_NAMES.filter(isChange);
const guarded = ROUTE_NAMES.filter((name) => accessOf(name) !== 'anyone');
const without = ({ authorization }: { authorization: string }) => ({ authorization });

describe('the matrix', () => {
  it('holds every route of the contract, and the app serves no other', () => {
    expect(Object.keys(SAMPLES).toSorted()).toEqual([...ROUTE_NAMES].toSorted());
    const served = secured.app.printRoutes({ commonPrefix: false }).match(/\((?:[A-Z]+(?:, )?)+\)/g) ?? [];
    const methods = served.flatMap((text) => text.slice(1, -1).split(', ')).filter((method) => method !== 'HEAD');
    expect(methods.length).toBe(ROUTE_NAMES.length);
  });

  it('A1: only these need no credentials', () => {
    const open = ROUTE_NAMES.filter((name) => accessOf(name) === 'anyone');
    expect(open.toSorted()).toEqual(['getHealth', 'getLive', 'getReady', 'openSession']);
  });
});

describe('A1: without credentials', () => {
  it.each(guarded)('%s is refused', async (name) => {
    const response = await call(name, {}, own);
    expectRefusal(response, 401, 'unauthenticated');
    expect(response.headers['www-authenticate']).toContain('Bearer');
  });
});

describe('T6: with every right but the one that it needs', () => {
  it.each(guarded)('%s is refused', async (name) => {
    const others = Right.options.filter((right) => right !== accessOf(name));
    for (const rights of [others, others.slice(0, 1), others.slice(1)]) {
      expectRefusal(await call(name, without(await secured.createKey(rights)), own), 403, 'forbidden');
    }
  });

  it.each(guarded)('and %s is not refused with it', async (name) => {
    const { statusCode } = await call(name, owners);
    expect([401, 403, 500]).not.toContain(statusCode);
  });
});

describe('T1: with the ids of another tenant', () => {
  const addressed = guarded.filter(
    (name) => SAMPLES[name](NOBODYS).params && ![...SHARED, ...OWN_PLACES].includes(name),
  );
  const comparable = (response: LightMyRequestResponse, ids: Ids) => {
    const { requestId: _, ...problem } = response.json() as Record<string, unknown>;
    const text = Object.values(ids).reduce((all, id) => all.replaceAll(id, 'ID'), JSON.stringify(problem));
    return { status: response.statusCode, text };
  };

  it.each(addressed)('%s answers as if there were nothing', async (name) => {
    const foreign = await call(name, strangers, own);
    expect(foreign.statusCode).toBe(404);
    expect(comparable(foreign, own)).toEqual(comparable(await call(name, strangers), NOBODYS));
  });

  it.each(['listRuns', 'listTasks', 'listApprovals', 'listKeys'] as const)(
    'T8: %s shows nothing of it',
    async (name) => {
      const { items, next } = (await call(name, strangers, own)).json() as { items: { key: string }[]; next: unknown };
      const mine = strangers.authorization;
      expect(items.filter(({ key }) => !mine.includes(key))).toEqual([]);
      expect(next).toBeNull();
    },
  );

  it.each(['listProviders', 'listBudgets', 'listModels', 'getCosts'] as const)(
    'T8: %s shows nothing of its keys, budgets and costs',
    async (name) => {
      expect((await call(name, owners)).statusCode).toBe(200);
      const { body } = await call(name, strangers, own);
      for (const foreign of ['seeded', own.run, own.task, own.account]) expect(body).not.toContain(foreign);
    },
  );

  it('nothing was changed by it', async () => {
    const { principal, store } = secured.home;
    const readKept = async () => [
      await store.listCredentials(principal.tenant),
      await store.listBudgets(principal.tenant),
    ];
    const kept = await readKept();
    const [last] = await store
      .readEntries(principal.tenant, own.waiting as never, { after: 0, limit: 1_000 })
      .then((all) => all.slice(-1));
    for (const name of changes) if (name !== 'openSession') await call(name, strangers, { ...own, run: own.waiting });
    const after = await store.readEntries(principal.tenant, own.waiting as never, { after: 0, limit: 1_000 });
    expect(after.at(-1)).toEqual(last);
    expect((await store.findKey(own.key as never))?.revokedAt).toBeUndefined();
    expect(await readKept()).toEqual(kept);
  });
});

describe('A9: from a browser', () => {
  it.each(changes.filter((name) => accessOf(name) !== 'anyone'))('%s is refused without proof', async (name) => {
    const { cookie, origin, 'x-tutti-csrf': csrf } = await secured.signIn();
    const other = await secured.signIn();
    for (const headers of [
      { cookie, origin },
      { cookie, 'x-tutti-csrf': csrf },
      { cookie, origin, 'x-tutti-csrf': '' },
      { cookie, origin, 'x-tutti-csrf': other['x-tutti-csrf'] },
    ])
      expectRefusal(await call(name, headers), 403, 'csrf_refused');
    const allowed = await call(name, { cookie, origin, 'x-tutti-csrf': csrf });
    expect([401, 403, 500]).not.toContain(allowed.statusCode);
  });
});

describe('A10, A11: from elsewhere', () => {
  const hosts = [
    'evil.test',
    'evil.test:8000',
    'localhost',
    'localhost:8001',
    'localhost:8000.evil.test',
    '127.0.0.1.nip.io:8000',
    '0.0.0.0:8000',
    'localhost.:8000',
    '',
  ];
  const origins = [
    'http://evil.test',
    'null',
    'http://localhost:8000.evil.test',
    'http://localhost:3000',
    'https://localhost:8000',
    'http://localhost:8000/',
    'HTTP://LOCALHOST:8000',
    'file://',
    '',
  ];

  it.each(ROUTE_NAMES)('%s is refused for a host that is not ours', async (name) => {
    for (const host of hosts) expectRefusal(await call(name, { ...owners, host }), 403, 'host_refused');
  });

  it.each(ROUTE_NAMES)('%s is refused for an origin that is not ours', async (name) => {
    for (const origin of origins) expectRefusal(await call(name, { ...owners, origin }), 403, 'host_refused');
  });

  it.each(guarded)('%s is refused when a page of another site made the browser ask', async (name) => {
    const { cookie } = await secured.signIn();
    for (const site of ['cross-site', 'same-site'])
      expectRefusal(await call(name, { cookie, 'sec-fetch-site': site }), 403, 'host_refused');
  });
});

describe('A4: with a key that was revoked', () => {
  it.each(guarded)('%s is refused at once', async (name) => {
    const { id, authorization } = await secured.createKey(Right.options);
    expect((await call('getMe', { authorization })).statusCode).toBe(200);
    await secured.home.store.revokeKey(secured.home.principal.tenant, id, Date.now());
    expectRefusal(await call(name, { authorization }), 401, 'unauthenticated');
  });
});
