import { type Complexity, ModelPolicy, type PassedOver, TenantId } from '@tutti/protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScriptedProviders, type ScriptedOffer } from '../../testing/scripted-providers.ts';
import { type Choice, chooseRoute, listPlaces } from './choose-route.ts';
import { createRouteTable } from './route-table.ts';
import type { Closed, RouteView } from './route-view.ts';
import type { RouteWish } from './route-wish.ts';

const tenant = TenantId.parse(`ten_${'0'.repeat(36)}`);
const other = TenantId.parse(`ten_${'1'.repeat(36)}`);
const key = (name: string, more: object = {}) => ({ id: name, name, fingerprint: 'f', ...more });

const FREE = { requestsPerMinute: 30 };
const PRICE = { input: 1_000_000, output: 2_000_000 };
const DEAR = { input: 10_000_000, output: 50_000_000 };

const groq: ScriptedOffer = { card: { id: 'groq/big', price: PRICE, free: FREE, strength: 60 }, keys: [key('one')] };
const tiny: ScriptedOffer = { card: { id: 'groq/tiny', price: PRICE, free: FREE, strength: 20 }, keys: [key('one')] };
const local: ScriptedOffer = { card: { id: 'ollama/llama', strength: 40 }, local: true };
const paid: ScriptedOffer = { card: { id: 'openai/mini', price: PRICE, strength: 55 }, keys: [key('work')] };
const best: ScriptedOffer = { card: { id: 'openai/best', price: DEAR, strength: 95 }, keys: [key('work')] };
const ALL = [best, paid, groq, tiny, local];

function view(
  offers: readonly ScriptedOffer[],
  more: Partial<RouteView> & { cards?: ScriptedOffer['card'][] } = {},
): RouteView {
  const { cards = [], ...rest } = more;
  const providers = createScriptedProviders(offers, cards);
  return {
    now: 0,
    closed: new Map(),
    tookMs: new Map(),
    inFlight: new Map(),
    busy: new Set(),
    proven: new Set(),
    table: createRouteTable(providers.offers(), providers.cards()),
    findCard: (model) => providers.findCard(model),
    ...rest,
  };
}

type WishParts = Partial<Omit<RouteWish, 'policy'>> & { policy?: Partial<ModelPolicy> };

function wish({ policy, ...more }: WishParts = {}): RouteWish {
  return {
    tenant,
    policy: ModelPolicy.parse(policy ?? {}),
    complexity: 'medium',
    size: { estimate: 100, bound: 400, isOpen: false, modalities: [] },
    needsTools: false,
    needsStructure: false,
    maxOutputTokens: 1_000,
    ...more,
  };
}

function modelOf(choice: Choice): string {
  return choice.status === 'open' ? choice.place.route.card.id : choice.status;
}

function chosen(parts: WishParts, seen = view(ALL)): string {
  return modelOf(chooseRoute(wish(parts), seen));
}

function whyOf(choice: Choice, model: string): PassedOver['why'] | undefined {
  return choice.passedOver.find((passed) => passed.model === model)?.why;
}

function closed(entries: Record<string, Closed>): Pick<RouteView, 'closed'> {
  return { closed: new Map(Object.entries(entries)) };
}

describe('chooseRoute', () => {
  it('takes the fastest free model for what is easy', () => {
    expect(chosen({ complexity: 'low' })).toBe('groq/tiny');
    const measured = view(ALL, {
      tookMs: new Map([
        ['groq/tiny one', 9_000],
        ['groq/big one', 300],
      ]),
    });
    expect(chosen({ complexity: 'low' }, measured)).toBe('groq/big');
  });

  it('takes the first free model that the policy names for ordinary work', () => {
    const policy = { prefer: ['openai/best', 'groq/tiny', 'groq/big'] };
    const choice = chooseRoute(wish({ policy }), view(ALL));
    expect(modelOf(choice)).toBe('groq/tiny');
    expect(choice).toMatchObject({ because: 'free_first' });
  });

  it('goes from free models that are named to other free ones, then to paid ones by their price', () => {
    const policy = { prefer: ['groq/tiny'], fallback: ['openai/best'] };
    const order = listPlaces(wish({ policy }), view(ALL)).map(({ route }) => route.card.id);
    expect(order).toEqual(['groq/tiny', 'ollama/llama', 'groq/big', 'openai/best', 'openai/mini']);
  });

  it('takes the strongest of those that are named for what is hard, and the strongest of all where none is', () => {
    expect(chosen({ complexity: 'high', policy: { prefer: ['groq/tiny', 'groq/big'] } })).toBe('groq/big');
    expect(chooseRoute(wish({ complexity: 'high' }), view(ALL))).toMatchObject({
      because: 'strongest',
      place: { route: { card: { id: 'openai/best' } } },
    });
  });

  it('rehearses only for whom nothing is set, and waits where what is set is not there', () => {
    const strangers = [{ ...groq, keys: [key('one', { tenant: other })] }];
    expect(chosen({}, view(strangers))).toBe('tutti/rehearsal');
    const seen = view(strangers, { isAnySet: (each) => each === tenant, now: 7 });
    expect(chooseRoute(wish(), seen)).toMatchObject({ status: 'closed', until: 30_007 });
    expect(listPlaces(wish(), seen)).toEqual([]);
    expect(chosen({ policy: { prefer: ['tutti/rehearsal'] } }, seen)).toBe('tutti/rehearsal');
    expect(chosen({}, view([local], { isAnySet: () => true }))).toBe('ollama/llama');
  });

  it('never takes a paid model where the policy forbids it', () => {
    const policy = { prefer: ['openai/best'], paid: 'never' as const };
    const choice = chooseRoute(wish({ complexity: 'high', policy }), view(ALL));
    expect(modelOf(choice)).toBe('groq/big');
    expect(whyOf(choice, 'openai/best')).toBe('paid_not_allowed');
  });

  it('keeps to what is named where nothing else may stand in', () => {
    const policy = { prefer: ['openai/best'], otherwise: 'nothing' as const };
    const seen = view(ALL, closed({ 'route openai/best work': { why: 'down', until: 500 } }));
    expect(chooseRoute(wish({ policy }), seen)).toMatchObject({ status: 'closed', until: 500 });
    expect(chosen({ policy })).toBe('openai/best');
  });

  it('lets only models of its own machines stand in where that is asked, and the rehearsal where there is none at all', () => {
    const policy = { prefer: ['ollama/other'], otherwise: 'local' as const };
    expect(modelOf(chooseRoute(wish({ policy }), view(ALL)))).toBe('ollama/llama');
    expect(chooseRoute(wish({ policy }), view([best, groq]))).toMatchObject({ status: 'none' });
    expect(chooseRoute(wish({ policy }), view([]))).toMatchObject({ status: 'open', because: 'rehearsal' });
    const places = listPlaces(wish({ policy }), view(ALL)).map(({ route }) => route.card.id);
    expect(places).toEqual(['ollama/llama']);
  });

  it.each<[Complexity]>([['low'], ['medium'], ['high']])(
    'skips what is down without delay, and says so (%s)',
    (complexity) => {
      const policy = { prefer: ['groq/big'], otherwise: 'anything' as const };
      const seen = view(ALL, closed({ 'host groq.test': { why: 'down', until: 60_000, detail: 'after unreachable' } }));
      const choice = chooseRoute(wish({ policy, complexity }), seen);
      expect(choice).toMatchObject({ status: 'open', because: 'next_best' });
      expect(choice.passedOver[0]).toEqual({
        model: 'groq/big',
        why: 'down',
        detail: 'key one, after unreachable, until 1970-01-01T00:01:00.000Z',
      });
    },
  );

  it('says when the first of them opens where all are closed, and that none ever will where only a change helps', () => {
    const until = (at: number): Closed => ({ why: 'waits', until: at });
    const soon = closed({
      'route groq/big one': until(900),
      'key work f': { why: 'down' },
      'route ollama/llama': until(700),
    });
    const offers = [groq, paid, local];
    expect(chooseRoute(wish(), view(offers, soon))).toMatchObject({ status: 'closed', until: 700 });
    const never = view([paid], closed({ 'key work f': { why: 'down', detail: 'the provider does not accept it' } }));
    expect(chooseRoute(wish(), never)).toMatchObject({
      status: 'none',
      passedOver: [{ model: 'openai/mini', why: 'down' }],
    });
  });

  it('waits for the last of several gates of one route', () => {
    const gates = closed({
      'route groq/big one': { why: 'waits', until: 100 },
      'host groq.test': { why: 'down', until: 300 },
    });
    expect(chooseRoute(wish(), view([groq], gates))).toMatchObject({ status: 'closed', until: 300 });
  });

  it('goes on with the next key of the same model', () => {
    const two = { ...groq, keys: [key('one'), key('two')] };
    const choice = chooseRoute(wish(), view([two], closed({ 'route groq/big one': { why: 'quota', until: 100 } })));
    expect(choice).toMatchObject({ place: { route: { key: { name: 'two' } } }, passedOver: [{ why: 'quota' }] });
  });

  it('spreads calls over keys that are equally good', () => {
    const two = { ...groq, keys: [key('one'), key('two')] };
    const choice = chooseRoute(wish(), view([two], { inFlight: new Map([['groq/big one', 3]]) }));
    expect(choice).toMatchObject({ place: { route: { key: { name: 'two' } } } });
  });

  it('resolves a retired model to its living successor, visibly', () => {
    const cards = [
      { id: 'groq/older', retired: { successor: 'groq/old' } },
      { id: 'groq/old', retired: { successor: 'groq/big' } },
      { id: 'groq/gone', retired: {} },
    ];
    const choice = chooseRoute(wish({ policy: { prefer: ['groq/gone', 'groq/older'] } }), view(ALL, { cards }));
    expect(choice).toMatchObject({ place: { insteadOf: 'groq/older', route: { card: { id: 'groq/big' } } } });
    expect(whyOf(choice, 'groq/gone')).toBe('retired');
  });

  it('knows a model by its other names', () => {
    const providers = createScriptedProviders(ALL);
    const findCard = (name: string) => providers.findCard(name === 'best' ? 'openai/best' : name);
    expect(chosen({ policy: { prefer: ['best'], otherwise: 'nothing' } }, view(ALL, { findCard }))).toBe('openai/best');
  });

  it('ends with a reason where retired models name each other', () => {
    const cards = [
      { id: 'a/one', retired: { successor: 'a/two' } },
      { id: 'a/two', retired: { successor: 'a/one' } },
    ];
    const choice = chooseRoute(wish({ policy: { prefer: ['a/one'], otherwise: 'nothing' } }), view(ALL, { cards }));
    expect(choice).toMatchObject({ status: 'none', passedOver: [{ model: 'a/one', why: 'retired' }] });
  });

  it('tells a model without a key from one that nobody knows, whatever it is called', () => {
    const policy = { prefer: ['mistral/large', 'nobody/knows', 'no id at all'], otherwise: 'nothing' as const };
    const choice = chooseRoute(wish({ policy }), view(ALL, { cards: [{ id: 'mistral/large' }] }));
    expect(choice.passedOver.map(({ why }) => why)).toEqual(['no_key', 'unknown', 'unknown']);
  });

  it.each<[PassedOver['why'], ScriptedOffer['card'], WishParts]>([
    ['no_tools', { id: 'a/one', tools: false }, { needsTools: true }],
    ['no_modality', { id: 'a/one' }, { size: { estimate: 1, bound: 1, isOpen: false, modalities: ['image'] } }],
    ['context_too_small', { id: 'a/one', context: 1_050 }, {}],
    ['output_too_small', { id: 'a/one', output: 999 }, {}],
  ])('passes over what cannot do it: %s', (why, card, parts) => {
    const choice = chooseRoute(wish(parts), view([{ card: { ...card, price: PRICE }, keys: [key('k')] }]));
    expect(choice).toMatchObject({ status: 'none', passedOver: [{ model: 'a/one', why }] });
  });

  it('prefers a model that holds an answer to its schema, and takes another where there is none', () => {
    const loose = { ...groq, card: { ...groq.card, structured: false, strength: 90 } };
    expect(chosen({ needsStructure: true }, view([loose, tiny]))).toBe('groq/tiny');
    expect(chosen({ needsStructure: true }, view([loose, paid]))).toBe('groq/big');
  });

  it('asks what failed before only where nothing else is open', () => {
    const tried = {
      models: new Set<string>(),
      providers: new Set<string>(),
      tooLarge: new Map<string, string>(),
      contextAbove: 0,
    };
    const once = { ...tried, routes: new Set(['groq/big one']) };
    const choice = chooseRoute(wish({ tried: once }), view([groq, paid]));
    expect(modelOf(choice)).toBe('openai/mini');
    expect(whyOf(choice, 'groq/big')).toBe('tried');
    expect(chosen({ tried: once }, view([groq]))).toBe('groq/big');
  });

  it('asks a larger window after an overflow, another provider after a filter', () => {
    const none = {
      routes: new Set<string>(),
      models: new Set<string>(),
      providers: new Set<string>(),
      tooLarge: new Map<string, string>(),
      contextAbove: 0,
    };
    const large = { ...paid, card: { ...paid.card, context: 200_000 } };
    expect(chosen({ tried: { ...none, contextAbove: 32_000 } }, view([groq, local, large]))).toBe('openai/mini');
    expect(chosen({ tried: { ...none, providers: new Set(['groq', 'ollama']) } }, view([groq, local, large]))).toBe(
      'openai/mini',
    );
  });

  it('passes by a busy server while another free model is open, but does not pay for that', () => {
    const busy = { busy: new Set(['ollama.test']) };
    expect(chosen({}, view([local, groq], busy))).toBe('groq/big');
    expect(chosen({}, view([local, paid], busy))).toBe('ollama/llama');
  });

  it('uses a key of a tenant for nobody else', () => {
    const own = { ...groq, keys: [key('own', { tenant })] };
    const named = { policy: { prefer: ['groq/big'] } };
    expect(chosen(named, view([own, paid]))).toBe('groq/big');
    expect(chosen({ ...named, tenant: other }, view([own, paid]))).toBe('openai/mini');
    const shown = listPlaces(wish({ ...named, tenant: other }), view([own, paid]));
    expect(shown.map(({ route }) => route.card.id)).toEqual(['openai/mini']);
  });

  it('charges a paid key even for models that have a free tier', () => {
    const choice = chooseRoute(wish(), view([{ ...groq, keys: [key('one', { billing: 'paid' })] }]));
    expect(choice).toMatchObject({ place: { route: { free: false }, worstCase: { costNanoUsd: 400 + 2_000 } } });
  });

  it('lets the rehearsal model answer only where nothing is offered, or where it is named', () => {
    expect(chooseRoute(wish(), view([]))).toMatchObject({ status: 'open', because: 'rehearsal' });
    expect(chosen({}, view([groq], closed({ 'host groq.test': { why: 'down', until: 9 } })))).toBe('closed');
    expect(chosen({ policy: { prefer: ['groq/big'], otherwise: 'nothing' } }, view([]))).toBe('none');
    expect(chosen({ policy: { prefer: ['rehearsal'] } })).toBe('tutti/rehearsal');
    expect(chosen({ tenant: other }, view([{ ...paid, keys: [key('own', { tenant })] }]))).toBe('tutti/rehearsal');
  });
});

describe('chooseRoute within a budget', () => {
  it('takes a model whose worst case is below what is left', () => {
    const choice = chooseRoute(wish({ complexity: 'high', left: { costNanoUsd: 3_000 } }), view([best, paid]));
    expect(choice).toMatchObject({ because: 'cheaper', place: { worstCase: { tokens: 1_400, costNanoUsd: 2_400 } } });
    expect(whyOf(choice, 'openai/best')).toBe('dear');
  });

  it('asks for fewer tokens where that is allowed, but not for fewer than are of any use', () => {
    const left = { costNanoUsd: 1_500 };
    expect(chosen({ left }, view([paid]))).toBe('none');
    const choice = chooseRoute(wish({ left, leastOutputTokens: 256 }), view([paid]));
    expect(choice).toMatchObject({
      status: 'open',
      place: { maxOutputTokens: 549, worstCase: { costNanoUsd: 1_498 } },
    });
    expect(chosen({ left: { costNanoUsd: 800 }, leastOutputTokens: 256 }, view([paid]))).toBe('none');
  });

  it('heeds limits of tokens for free models too', () => {
    expect(chosen({ left: { tokens: 1_000 } }, view([groq]))).toBe('none');
    expect(chosen({ left: { tokens: 1_000 }, leastOutputTokens: 256 }, view([groq]))).toBe('groq/big');
  });

  it('reckons with the dearest way to take the input, and with a guess where nobody knows the price', () => {
    const cached = { ...paid, card: { ...paid.card, price: { ...PRICE, cacheWrite: 3_000_000 } } };
    expect(chooseRoute(wish(), view([cached]))).toMatchObject({ place: { worstCase: { costNanoUsd: 1_200 + 2_000 } } });
    const unknown = { card: { id: 'openai/new' }, keys: [key('work')] };
    const choice = chooseRoute(
      wish({ policy: { prefer: ['openai/new'], otherwise: 'nothing' } }),
      view([unknown, paid, best]),
    );
    expect(choice).toMatchObject({ place: { route: { isGuessed: true }, worstCase: { costNanoUsd: 4_000 + 50_000 } } });
  });

  it('takes the whole context for files whose tokens nobody can count', () => {
    const size = { estimate: 100, bound: 400, isOpen: true, modalities: [] };
    expect(chooseRoute(wish({ size }), view([paid]))).toMatchObject({ place: { worstCase: { tokens: 33_000 } } });
  });
});

const anyOffer: fc.Arbitrary<ScriptedOffer> = fc
  .record({
    provider: fc.constantFrom('a', 'b', 'c'),
    name: fc.nat({ max: 20 }),
    strength: fc.nat({ max: 100 }),
    isFree: fc.boolean(),
    isLocal: fc.boolean(),
    tools: fc.boolean(),
    structured: fc.boolean(),
    price: fc.nat({ max: 50 }),
    keys: fc.uniqueArray(fc.constantFrom('k1', 'k2', 'k3'), { minLength: 1 }),
  })
  .map(({ provider, name, isFree, isLocal, price, keys, ...card }) => ({
    card: {
      ...card,
      id: `${provider}/m${name}`,
      price: { input: price * 1_000_000, output: price * 2_000_000 },
      ...(isFree && { free: {} }),
    },
    keys: keys.map((each) => key(`${provider}-${each}`)),
    local: isLocal,
  }));

const anyCase = fc.record({
  offers: fc.uniqueArray(anyOffer, { maxLength: 12, selector: ({ card }) => card.id }),
  prefer: fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat({ max: 20 })), { maxLength: 5 }),
  otherwise: fc.constantFrom('anything' as const, 'nothing' as const),
  mayPay: fc.constantFrom('never' as const, 'when_needed' as const),
  complexity: fc.constantFrom<Complexity>('low', 'medium', 'high'),
  needs: fc.record({ needsTools: fc.boolean(), needsStructure: fc.boolean() }),
  left: fc.option(fc.nat({ max: 100_000 }), { nil: undefined }),
  closes: fc.array(fc.nat({ max: 40 }), { maxLength: 8 }),
});

describe('chooseRoute for any offers, policy and trouble', () => {
  it('takes the first of those that are in order, and none that is closed, lacks something, or costs too much', () => {
    fc.assert(
      fc.property(anyCase, ({ offers, prefer, otherwise, mayPay, complexity, needs, left, closes }) => {
        const open = view(offers);
        const closedRoutes = closes.flatMap((index) => open.table.routes[index] ?? []);
        const until: Closed = { why: 'down', until: 1_000 };
        const seen = { ...open, closed: new Map(closedRoutes.map(({ gates: [gate = ''] }) => [gate, until])) };
        const policy = { prefer: prefer.map(([provider, name]) => `${provider}/m${name}`), otherwise, paid: mayPay };
        const asked = wish({
          policy,
          complexity,
          ...needs,
          ...(left !== undefined && { left: { costNanoUsd: left } }),
        });
        const choice = chooseRoute(asked, seen);
        const first = listPlaces(asked, seen).find(({ obstacle }) => !obstacle || obstacle.isSoft);
        expect(choice.status === 'open' ? choice.place.route : undefined).toBe(first?.route);
        if (choice.status !== 'open') return;
        const { route, worstCase } = choice.place;
        expect(closedRoutes).not.toContain(route);
        expect(worstCase.costNanoUsd).toBeLessThanOrEqual(left ?? Infinity);
        expect(route.free || mayPay === 'when_needed').toBe(true);
        expect(route.card.tools || !needs.needsTools).toBe(true);
        if (otherwise === 'nothing' && prefer.length > 0) expect(policy.prefer).toContain(route.card.id);
      }),
      { numRuns: 500 },
    );
  });
});

describe('chooseRoute among many', () => {
  it('tells what lacks something only where it would have come first', () => {
    const without = (id: string, strength: number) => ({ ...groq, card: { ...groq.card, id, strength, tools: false } });
    const seen = view([groq, without('groq/stronger', 90), without('groq/weaker', 30)]);
    const { passedOver } = chooseRoute(wish({ needsTools: true }), seen);
    expect(passedOver).toEqual([{ model: 'groq/stronger', why: 'no_tools', detail: 'key one' }]);
  });

  it('tells at most twenty reasons, what the policy names first', () => {
    const many = Array.from({ length: 100 }, (_, index) => ({ ...groq, card: { ...groq.card, id: `groq/m${index}` } }));
    const seen = view([...many, local], closed({ 'host groq.test': { why: 'down', until: 9 } }));
    const { passedOver } = chooseRoute(wish({ policy: { prefer: ['nobody/knows', 'groq/m77'] } }), seen);
    expect(passedOver).toHaveLength(20);
    expect(passedOver.slice(0, 2).map(({ model }) => model)).toEqual(['nobody/knows', 'groq/m77']);
  });
});
