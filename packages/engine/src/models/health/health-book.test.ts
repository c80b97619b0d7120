import type { FailureClass, ModelId, TenantId } from '@tutti/protocol';
import { ModelCard } from '@tutti/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ModelKey } from '../../ports/provider.ts';
import { SimClock } from '../../testing/sim-clock.ts';
import { createRouteTable, type Route } from '../routing/route-table.ts';
import { HealthBook, type RouteFailure } from './health-book.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Times are spread by a quarter either way; here they are not. */
const random = { next: () => 0.5, bytes: (length: number) => new Uint8Array(length) };

let clock: SimClock;
let book: HealthBook;

beforeEach(() => {
  clock = new SimClock();
  book = new HealthBook({ clock, random });
});

interface Reach {
  readonly host?: string;
  readonly key?: Partial<ModelKey>;
}

function routeTo(id: ModelId, { host = 'shared.test', key = {} }: Reach = {}): Route {
  const card = ModelCard.parse({
    id,
    name: id,
    context: 8_000,
    output: 1_000,
    strength: 50,
    tools: true,
    structured: true,
    local: false,
  });
  const keys = [{ id: 'shared', name: 'main', fingerprint: 'f1', ...key }];
  const [route] = createRouteTable([{ card, keys, local: false, host }], [card]).routes;
  if (!route) throw new Error('no route');
  return route;
}

function fail(route: Route, failed: FailureClass, more: Partial<RouteFailure> = {}): void {
  book.admit(route).failed({ class: failed, ...more });
}

/** How long nobody may call, in milliseconds. */
function closedFor(route: Route): number {
  const until = book.describe(route, book.look()).closed?.until;
  return until === undefined ? 0 : until - clock.now();
}

const isOpen = (route: Route) => book.describe(route, book.look()).closed === undefined;

describe('HealthBook', () => {
  const own = { key: { id: 'ann', tenant: 'ten_a' as TenantId } };

  it.each([
    ['at an address of its own', { ...own, host: 'own.test' }],
    ['with a key of its own', own],
  ])('lets nobody lose a model that one tenant does not find %s', (_title, reach) => {
    fail(routeTo('a/one', reach), 'not_found');
    expect(isOpen(routeTo('a/one', reach))).toBe(false);
    expect(isOpen(routeTo('a/one'))).toBe(true);
  });

  it('looks for a model that is not there after a minute, then less and less often, at least once an hour', () => {
    const route = routeTo('a/one');
    const waits = Array.from({ length: 9 }, () => {
      fail(route, 'not_found');
      const wait = closedFor(route);
      clock.advance(wait);
      return wait;
    });
    expect(waits.slice(0, 4)).toEqual([MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]);
    expect(Math.max(...waits)).toBe(HOUR);
  });

  it('finds a model again that was not there, with one call', () => {
    const route = routeTo('a/one');
    fail(route, 'not_found');
    clock.advance(MINUTE);
    const ticket = book.admit(route);
    expect(ticket.isProbe).toBe(true);
    expect(isOpen(route)).toBe(false);
    ticket.succeeded(undefined);
    expect(isOpen(route)).toBe(true);
    expect(book.admit(route).isProbe).toBe(false);
  });

  it('holds nobody up whose one call found out something else', () => {
    const route = routeTo('a/one');
    fail(route, 'not_found');
    clock.advance(MINUTE);
    fail(route, 'overloaded');
    expect(isOpen(route)).toBe(true);
  });

  it('takes a key that is refused from all of its models, and tries it again with one call', () => {
    const [one, two] = [routeTo('a/one'), routeTo('a/two')];
    fail(one, 'unauthorized');
    expect([closedFor(one), closedFor(two)]).toEqual([15 * MINUTE, 15 * MINUTE]);
    expect(isOpen(routeTo('a/one', { key: { fingerprint: 'f2' } }))).toBe(true);
    clock.advance(15 * MINUTE);
    const ticket = book.admit(two);
    expect([ticket.isProbe, isOpen(one)]).toEqual([true, false]);
    ticket.failed({ class: 'unauthorized' });
    expect(closedFor(one)).toBe(30 * MINUTE);
  });

  it('opens a key at once that somebody has seen working', () => {
    const [one, two] = [routeTo('a/one'), routeTo('a/two')];
    fail(one, 'unauthorized');
    book.confirm(two);
    expect([isOpen(one), isOpen(two)]).toEqual([true, true]);
  });

  it('believes no Retry-After of a month on behalf of a whole host', () => {
    const retryAt = clock.now() + 31 * 24 * HOUR;
    for (const id of ['a/one', 'a/two']) fail(routeTo(id), 'overloaded', { retryAt });
    expect(closedFor(routeTo('a/one'))).toBe(24 * HOUR);
    expect(closedFor(routeTo('a/three'))).toBe(5 * MINUTE);
  });

  it('looks less and less often whether a call that tries for long has come back', () => {
    const route = routeTo('a/one');
    fail(route, 'rate_limited', { retryAt: clock.now() + SECOND });
    clock.advance(SECOND);
    book.admit(route).begin(clock.now() + 15 * MINUTE);
    const looks: number[] = [];
    for (let waited = 0; waited < 5 * MINUTE; waited += looks.at(-1) ?? 0) {
      looks.push(closedFor(route));
      clock.advance(looks.at(-1) ?? 0);
    }
    expect(looks.slice(0, 7)).toEqual([1, 1, 2, 4, 8, 16, 30].map((seconds) => seconds * SECOND));
    expect(looks.length).toBeLessThan(20);
  });
});
