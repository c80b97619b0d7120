import {
  Agent,
  type BudgetRefusal,
  type Complexity,
  type FailureClass,
  MOST_ATTEMPTS,
  RunId,
  StepPath,
  TenantId,
} from '@tutti/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { BudgetExceededError } from '../errors.ts';
import { ModelFailedError, NoModelError, NoRouteError } from '../model-errors.ts';
import type { ModelAnswer, ModelCall } from '../ports/model.ts';
import { createMemoryStore } from '../testing/memory-store.ts';
import {
  createScriptedProviders,
  type ScriptedOffer,
  type ScriptedProviders,
  type ScriptedSend,
} from '../testing/scripted-providers.ts';
import { SimClock } from '../testing/sim-clock.ts';
import { SimRandom } from '../testing/sim-random.ts';
import type { ModelPorts } from './calls/switchboard.ts';
import { createModels } from './create-models.ts';
import type { CallWish, LogicalCall, Models } from './models.ts';
import { createRehearsalModel } from './rehearsal-model.ts';

const tenant = TenantId.parse(`ten_${'0'.repeat(36)}`);
const key = (name: string, more: object = {}) => ({ id: name, name, fingerprint: 'f1', ...more });
const PRICE = { input: 1_000_000, output: 2_000_000 };
const DEAR = { input: 10_000_000, output: 50_000_000 };

function free(id: string, more: Partial<ScriptedOffer> = {}): ScriptedOffer {
  return { card: { id, free: {}, price: PRICE }, keys: [key(`${id.split('/')[0]}-key`)], ...more };
}
function paid(id: string, more: Partial<ScriptedOffer> = {}): ScriptedOffer {
  return { card: { id, price: PRICE }, keys: [key(`${id.split('/')[0]}-key`)], ...more };
}

let clock: SimClock;
let providers: ScriptedProviders;
let models: Models;

beforeEach(() => {
  clock = new SimClock();
});

function offer(offers: readonly ScriptedOffer[], more: Partial<ModelPorts> = {}): void {
  providers = createScriptedProviders(offers);
  const rehearsal = createRehearsalModel({ clock });
  models = createModels({ providers, rehearsal, clock, random: new SimRandom(1), ...more });
}

interface Wish {
  models?: object;
  complexity?: Complexity;
  text?: string;
}

function toWish({ models: policy = {}, complexity = 'medium', text = 'Hello' }: Wish = {}): CallWish {
  const agent = Agent.parse({ id: 'ann', purpose: 'p', capabilities: ['c'], instructions: 'i', models: policy });
  const messages = [{ role: 'user', text, labels: [] }] as const;
  const request = { agent: agent.id, system: 's', messages, tools: [], maxOutputTokens: 1_000, seed: 'x' };
  return {
    tenant,
    run: RunId.parse(`run_${'0'.repeat(36)}`),
    path: StepPath.parse('turn/1/model'),
    agent,
    complexity,
    read: async () => request,
  };
}

const open = (wish?: Wish): LogicalCall => models.open(toWish(wish));

interface Heard {
  readonly text: string[];
}

function call(heard: Heard = { text: [] }, signal = new AbortController().signal): ModelCall {
  return { signal, onDelta: (text) => heard.text.push(text) };
}

async function ask(logical: LogicalCall, number = 1): Promise<ModelAnswer> {
  const route = await logical.next({ number });
  const answer = await route.answer(call());
  route.keep?.();
  return answer;
}

/** What an attempt rejects with. */
async function failure(attempt: Promise<unknown>): Promise<ModelFailedError> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ModelFailedError)) throw new Error(`no failed model: ${String(error)}`);
  return error;
}

function fails(failed: FailureClass, more: object = {}): NonNullable<ScriptedOffer['answer']> {
  return () => Promise.reject(new ModelFailedError(`it is ${failed}`, { class: failed, ...more }));
}

describe('createModels', () => {
  it('answers with the route that it recorded, priced', async () => {
    offer([
      paid('a/one', {
        answer: () => ({
          text: 'hi',
          usage: { inputTokens: 30, outputTokens: 5, cacheReadTokens: 10, costNanoUsd: 0 },
        }),
      }),
    ]);
    const route = await open().next({ number: 1 });
    expect(route.record).toMatchObject({
      model: 'a/one',
      key: 'a-key',
      free: false,
      maxOutputTokens: 1_000,
      passedOver: [],
    });
    const { usage } = await route.answer(call());
    expect(usage).toEqual({ inputTokens: 30, outputTokens: 5, cacheReadTokens: 10, costNanoUsd: 40 });
    expect(usage?.costNanoUsd).toBeLessThanOrEqual(route.worstCase.costNanoUsd);
    expect(usage && route.toSpent(usage)).toMatchObject({
      model: 'a/one',
      key: 'a-key',
      free: false,
      insteadOfNanoUsd: 40,
    });
  });

  it('charges nothing for a free model, and says what it had cost', async () => {
    offer([free('a/one')]);
    const route = await open().next({ number: 1 });
    const { usage } = await route.answer(call());
    expect(route.worstCase.costNanoUsd).toBe(0);
    expect(usage?.costNanoUsd).toBe(0);
    expect(usage && route.toSpent(usage).insteadOfNanoUsd).toBe(30);
  });

  it('estimates and marks what a provider does not tell, and what nobody knows the price of', async () => {
    offer([
      paid('a/silent', {
        answer: (): Partial<ModelAnswer> => ({ text: 'four', finish: 'stop', usage: undefined as never }),
      }),
    ]);
    expect((await ask(open())).usage).toMatchObject({ outputTokens: 1, estimated: true });
    offer([paid('a/new', { card: { id: 'a/new' } }), paid('a/known')]);
    const { usage } = await ask(open({ models: { prefer: ['a/new'], otherwise: 'nothing' } }));
    expect(usage).toMatchObject({ costNanoUsd: 30, estimated: true });
  });

  it('lets the rehearsal model answer where nothing is offered, and a key that is added at once', async () => {
    offer([]);
    expect((await open().next({ number: 1 })).record).toMatchObject({ model: 'tutti/rehearsal', because: 'rehearsal' });
    providers.offer([free('a/one')]);
    expect((await open().next({ number: 1 })).record.model).toBe('a/one');
  });

  it('fails for good where no model can ever answer', async () => {
    offer([paid('a/one')]);
    const none = open({ models: { prefer: ['b/two'], otherwise: 'nothing' } }).next({ number: 1 });
    await expect(none).rejects.toThrow(NoModelError);
    await expect(none).rejects.toMatchObject({ passedOver: [{ model: 'b/two', why: 'unknown' }], retryable: false });
  });

  it('shows what it would choose without sending, taking or counting anything', async () => {
    offer([paid('a/dear', { card: { id: 'a/dear', price: DEAR } }), paid('a/one')]);
    const { record, candidates } = await models.look(toWish());
    expect(record?.model).toBe('a/one');
    expect(candidates.map(({ model }) => model)).toEqual(['a/one', 'a/dear']);
    expect(providers.sent).toEqual([]);
  });
});

describe('createModels after a failure', () => {
  it.each<[FailureClass, boolean]>([
    ['rate_limited', true],
    ['quota_exhausted', true],
    ['overloaded', true],
    ['timed_out', true],
    ['unreachable', true],
    ['cut', true],
    ['malformed', true],
    ['unauthorized', true],
    ['not_found', true],
    ['content_filtered', true],
    ['bad_request', true],
    ['context_overflow', false],
  ])('goes to another provider at once when a call is %s', async (failed, elsewhere) => {
    offer([free('a/one', { answer: fails(failed) }), free('b/two')]);
    const logical = open({ models: { prefer: ['a/one'] } });
    expect(await failure(ask(logical))).toMatchObject({ class: failed, elsewhere });
    if (elsewhere) expect((await ask(logical, 2)).text).toBe('b/two');
    else await expect(logical.next({ number: 2 })).rejects.toThrow(NoModelError);
  });

  it('asks the same one again after a while where nobody else is open', async () => {
    let count = 0;
    offer([free('a/one', { answer: (send) => (count++ === 0 ? fails('overloaded')(send) : { text: 'now' }) })]);
    const logical = open();
    expect(await failure(ask(logical))).toMatchObject({ elsewhere: false, retryable: true, retryAt: undefined });
    expect((await ask(logical, 2)).text).toBe('now');
  });

  it('waits for Retry-After only where no other route is open', async () => {
    const retryAt = clock.now() + 20_000;
    const limited = free('a/one', { answer: fails('rate_limited', { retryAt }) });
    offer([limited, free('b/two')]);
    const policy = { prefer: ['a/one'] };
    const logical = open({ models: policy });
    await failure(ask(logical));
    expect((await logical.next({ number: 2 })).record).toMatchObject({ model: 'b/two', because: 'next_best' });
    providers.offer([limited]);
    await expect(open().next({ number: 1 })).rejects.toMatchObject({ until: retryAt, passedOver: [{ why: 'waits' }] });
  });

  it('leaves a key alone that is not accepted, for a while or until it changes or is seen working', async () => {
    const refused = paid('a/one', { answer: fails('unauthorized') });
    offer([refused]);
    expect(await failure(ask(open()))).toMatchObject({
      code: 'provider_key_refused',
      retryable: false,
      elsewhere: false,
    });
    await expect(open().next({ number: 1 })).rejects.toThrow(NoRouteError);
    expect(models.health(tenant)).toMatchObject([{ state: 'down', because: 'unauthorized' }]);
    models.confirm('a/one', 'a-key');
    expect(models.health(tenant)).toMatchObject([{ state: 'ready' }]);
    await failure(ask(open()));
    providers.offer([paid('a/one', { keys: [key('a-key', { fingerprint: 'f2' })] })]);
    expect((await ask(open())).text).toBe('a/one');
  });

  it('does not read a conversation while nobody could answer it', async () => {
    offer([free('a/one', { answer: fails('rate_limited', { retryAt: clock.now() + 9_000 }) })]);
    await failure(ask(open()));
    let reads = 0;
    const wish = toWish();
    const read = () => {
      reads += 1;
      return wish.read();
    };
    const logical = models.open({ ...wish, read });
    for (let look = 0; look < 3; look++) await expect(logical.next({ number: 1 })).rejects.toThrow(NoRouteError);
    expect(reads).toBe(0);
    clock.advance(9_000);
    await logical.next({ number: 1 });
    expect(reads).toBe(1);
  });

  it.each<[FailureClass, number]>([
    ['not_found', 60_000],
    ['quota_exhausted', 900_000],
  ])('leaves a model alone for a while that is %s', async (failed, forMs) => {
    offer([free('a/one', { answer: fails(failed) })], {
      random: { next: () => 0.5, bytes: (length) => new Uint8Array(length) },
    });
    const opensAt = clock.now() + forMs;
    expect(await failure(ask(open()))).toMatchObject({ elsewhere: true });
    await expect(open().next({ number: 1 })).rejects.toMatchObject({ until: opensAt });
    clock.advanceTo(opensAt);
    expect((await open().next({ number: 1 })).record.model).toBe('a/one');
  });

  it('takes the whole key for limited once two of its models are', async () => {
    const retryAt = clock.now() + 60_000;
    const limited = (id: string) => free(id, { answer: fails('rate_limited', { retryAt }) });
    offer([limited('a/one'), limited('a/two'), free('a/three'), paid('b/four')]);
    for (const model of ['a/one', 'a/two']) await failure(ask(open({ models: { prefer: [model] } })));
    expect((await open({ models: { prefer: ['a/three'] } }).next({ number: 1 })).record.model).toBe('b/four');
  });

  it('takes a whole host for down once several of its models cannot be reached', async () => {
    const dead = (id: string) => free(id, { host: 'dead.test', answer: fails('unreachable') });
    offer([dead('a/one'), dead('a/two'), dead('a/three'), free('b/four')]);
    for (const model of ['a/one', 'a/two', 'a/one', 'a/two'])
      await failure(ask(open({ models: { prefer: [model], otherwise: 'nothing' } })));
    const { record } = await open({ models: { prefer: ['a/three'] } }).next({ number: 1 });
    expect(record).toMatchObject({ model: 'b/four', passedOver: [{ model: 'a/three', why: 'down' }, {}, {}] });
  });

  it('tells when something closes, and when it is open again', async () => {
    const notices: string[] = [];
    const retryAt = clock.now() + 5_000;
    let isDown = true;
    const answer = (send: ScriptedSend) => (isDown ? fails('rate_limited', { retryAt })(send) : { text: 'back' });
    offer([free('a/one', { answer })], {
      onNotice: ({ model, status, because }) => notices.push(`${model} ${status} ${because}`),
    });
    await failure(ask(open()));
    isDown = false;
    clock.advance(5_000);
    expect(models.health(tenant)).toMatchObject([{ state: 'probing', because: 'rate_limited' }]);
    await ask(open());
    expect(notices).toEqual(['a/one closed rate_limited', 'a/one open undefined']);
    expect(models.health(tenant)).toMatchObject([{ state: 'ready', firstTokenMs: 0 }]);
  });

  it('asks a model with a larger window once after an overflow', async () => {
    const card = (id: string, context: number) => ({ card: { id, context, free: {}, price: PRICE } });
    const tooLong = fails('context_overflow');
    offer([
      free('a/one', { ...card('a/one', 8_000), answer: tooLong }),
      free('b/two', { ...card('b/two', 100_000), answer: tooLong }),
      free('c/three', card('c/three', 200_000)),
    ]);
    const logical = open({ models: { prefer: ['a/one', 'b/two', 'c/three'] } });
    expect(await failure(ask(logical))).toMatchObject({ elsewhere: true });
    expect(await failure(ask(logical, 2))).toMatchObject({
      code: 'context_overflow',
      elsewhere: false,
      retryable: false,
    });
  });

  it('asks another provider once where the first refused for the content', async () => {
    offer([
      free('a/one', { answer: () => ({ text: 'no', finish: 'refused' }) }),
      free('a/two'),
      free('b/three', { answer: fails('content_filtered') }),
      free('c/four'),
    ]);
    const logical = open({ models: { prefer: ['a/one', 'a/two', 'b/three', 'c/four'] } });
    expect(await failure(ask(logical))).toMatchObject({
      class: 'content_filtered',
      elsewhere: true,
      used: { costNanoUsd: 0 },
    });
    expect((await logical.next({ number: 2 })).record.model).toBe('b/three');
    expect(await failure(ask(logical, 2))).toMatchObject({
      code: 'content_filtered',
      elsewhere: false,
      retryable: false,
    });
  });

  it('never delivers what was cut, and settles what came', async () => {
    const cut = (send: ScriptedSend): Partial<ModelAnswer> => {
      send.call.onDelta('half an answ');
      return {
        finish: 'interrupted',
        text: '',
        toolCalls: [{ id: '1', name: 'pay', input: {} }],
        usage: undefined as never,
      };
    };
    offer([paid('a/one', { answer: cut })]);
    const error = await failure(ask(open()));
    expect(error).toMatchObject({ class: 'cut', nothingHappened: false, used: { estimated: true } });
    expect(error.used?.costNanoUsd).toBeGreaterThan(0);
  });

  it.each<[FailureClass]>([['cut'], ['overloaded'], ['malformed']])(
    'settles what was sent and received where a call broke: %s',
    async (failed) => {
      const answer = (send: ScriptedSend) => {
        send.call.onDelta('x'.repeat(400));
        return fails(failed)(send);
      };
      offer([paid('a/one', { answer })]);
      const { used } = await failure(ask(open()));
      expect(used).toMatchObject({ outputTokens: 100, estimated: true });
      expect(used?.costNanoUsd).toBe((used?.inputTokens ?? 0) + 200);
    },
  );

  it.each<[string, Partial<ModelAnswer>]>([
    ['an empty text', { text: '  ', finish: 'stop' }],
    ['a call of no tool', { text: 'x', finish: 'tool_calls' }],
  ])('takes %s for no answer, at most three times', async (_name, answer) => {
    offer([free('a/one', { answer: () => answer })]);
    const logical = open();
    for (const retryable of [true, true, false])
      expect(await failure(ask(logical))).toMatchObject({ class: 'malformed', retryable });
  });

  it('holds back calls of tools from an answer that was too long', async () => {
    const toolCalls = [{ id: '1', name: 'pay', input: {} }];
    offer([free('a/one', { answer: () => ({ text: 'x', finish: 'length', toolCalls }) })]);
    expect(await ask(open())).toMatchObject({ finish: 'length', toolCalls: [] });
  });

  it('says that nothing was used where the provider proves it, and nothing where nobody knows', async () => {
    offer([paid('a/one', { answer: fails('rate_limited') }), paid('b/two', { answer: fails('timed_out') })]);
    const refused = await failure(ask(open({ models: { prefer: ['a/one'], otherwise: 'nothing' } })));
    expect(refused).toMatchObject({ nothingHappened: true, used: undefined });
    const unknown = await failure(ask(open({ models: { prefer: ['b/two'], otherwise: 'nothing' } })));
    expect(unknown).toMatchObject({ nothingHappened: false, used: undefined });
  });

  it('blames no route for a call that was cancelled', async () => {
    offer([free('a/one', { answer: () => new Promise(() => {}) })]);
    for (let count = 0; count < 5; count++) {
      const abort = new AbortController();
      const route = await open().next({ number: 1 });
      const answer = route.answer(call({ text: [] }, abort.signal));
      abort.abort(new Error('cancelled'));
      await expect(answer).rejects.toThrow('cancelled');
    }
    expect(models.health(tenant)).toMatchObject([{ state: 'ready', failures: 0, inFlight: 0 }]);
  });

  it('sends no more calls for one logical call than are allowed, whoever counts', async () => {
    offer([free('a/one', { answer: fails('rate_limited', { retryAt: 0 }) })]);
    const logical = open();
    let last: unknown;
    for (let round = 0; round < 50; round++) {
      last = await ask(logical).catch((error: unknown) => error);
      clock.advance(60_000);
    }
    expect(providers.sent).toHaveLength(MOST_ATTEMPTS);
    expect(last).toMatchObject({ retryable: false });
  });
});

describe('createModels within a budget', () => {
  const refused = (left: BudgetRefusal['left'], more: Partial<BudgetRefusal> = {}): BudgetRefusal => ({
    account: 'tenant',
    asked: { tokens: 9, costNanoUsd: 9 },
    left,
    ...more,
  });

  it('offers something cheaper, then fewer tokens, then gives up', async () => {
    offer([paid('a/dear', { card: { id: 'a/dear', price: DEAR, strength: 99 } }), paid('b/one')]);
    const logical = open({ complexity: 'high' });
    expect((await logical.next({ number: 1 })).record.model).toBe('a/dear');
    const cheaper = await logical.next({ number: 1, refused: refused({ costNanoUsd: 5_000 }) });
    expect(cheaper).toMatchObject({
      step: 'cheaper',
      record: { model: 'b/one', because: 'cheaper', passedOver: [{ model: 'a/dear', why: 'dear' }] },
    });
    const fewer = await logical.next({ number: 1, refused: refused({ costNanoUsd: 1_500 }) });
    expect(fewer).toMatchObject({ step: 'fewer_tokens', record: { model: 'b/one' } });
    expect(fewer.record.maxOutputTokens).toBeLessThan(1_000);
    await fewer.answer(call());
    expect(providers.sent[0]?.request.maxOutputTokens).toBe(fewer.record.maxOutputTokens);
    const none = logical.next({ number: 1, refused: refused({ costNanoUsd: 10 }, { period: 'day' }) });
    await expect(none).rejects.toThrow(BudgetExceededError);
    await expect(none).rejects.toMatchObject({ account: 'tenant', refusal: { period: 'day' } });
  });

  it('tries only what the ladder allows, and fits into what every account has left', async () => {
    offer([paid('a/dear', { card: { id: 'a/dear', price: DEAR, strength: 99 } }), paid('b/one')]);
    const logical = open({ complexity: 'high' });
    const ask = logical.next({ number: 1, refused: refused({ costNanoUsd: 5_000 }, { ladder: ['ask', 'stop'] }) });
    await expect(ask).rejects.toThrow(BudgetExceededError);
    await logical.next({ number: 1, refused: refused({ costNanoUsd: 3_000 }) });
    const both = logical.next({ number: 1, refused: refused({ tokens: 100 }, { account: 'agent:ann' }) });
    await expect(both).rejects.toThrow(BudgetExceededError);
  });
});

describe('createModels with quotas', () => {
  const limited = (id: string, names: string[], limits: object): ScriptedOffer =>
    free(id, { card: { id, free: limits, price: PRICE }, keys: names.map((name) => key(name)) });

  it('goes from key to key, then to the next model, and waits for the first window that opens', async () => {
    offer([limited('a/one', ['k1', 'k2'], { requestsPerMinute: 1 })], { quotas: createMemoryStore({ clock }) });
    const keys = [];
    for (let count = 0; count < 2; count++) {
      const route = await open().next({ number: 1 });
      keys.push(route.record.key);
      await route.answer(call());
    }
    expect(keys).toEqual(['k1', 'k2']);
    const error = await open()
      .next({ number: 1 })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NoRouteError);
    expect(error).toMatchObject({ passedOver: [{ why: 'quota' }, { why: 'quota' }] });
    clock.advanceTo((error as NoRouteError).until);
    expect((await open().next({ number: 1 })).record.model).toBe('a/one');
  });

  it('gives back what it did not use, and corrects what it did', async () => {
    offer([limited('a/one', ['k1'], { tokensPerMinute: 2_400 })], { quotas: createMemoryStore({ clock }) });
    const logical = open();
    for (let count = 0; count < 5; count++) await logical.next({ number: 1 });
    for (let count = 0; count < 5; count++) await ask(open());
    expect(providers.sent).toHaveLength(5);
  });

  it('passes over a key that never allows so much at once', async () => {
    offer([limited('a/one', ['k1'], { tokensPerMinute: 500 }), paid('b/two')], {
      quotas: createMemoryStore({ clock }),
    });
    const { record } = await open().next({ number: 1 });
    expect(record).toMatchObject({
      model: 'b/two',
      passedOver: [{ model: 'a/one', why: 'quota', detail: 'key k1, at most 500 tokens per minute' }],
    });
  });
});

describe('createModels with a server that works on one call at a time', () => {
  it('queues them, and gives the place on whatever becomes of a call', async () => {
    const ends: (() => void)[] = [];
    const slow = () => new Promise<Partial<ModelAnswer>>((resolve) => ends.push(() => resolve({ text: 'ok' })));
    offer([{ card: { id: 'ollama/llama' }, local: true, parallel: 1, host: 'here', answer: slow }]);
    const abort = new AbortController();
    const first = (await open().next({ number: 1 })).answer(call());
    const second = (await open().next({ number: 1 })).answer(call({ text: [] }, abort.signal));
    const third = (await open().next({ number: 1 })).answer(call());
    expect(models.health(tenant)).toMatchObject([{ inFlight: 1, waiting: 2, state: 'busy' }]);
    abort.abort(new Error('cancelled'));
    await expect(second).rejects.toThrow('cancelled');
    ends[0]?.();
    await first;
    await expect.poll(() => ends.length).toBe(2);
    ends[1]?.();
    await third;
    expect(models.health(tenant)).toMatchObject([{ inFlight: 0, waiting: 0, state: 'ready' }]);
  });
});

describe('createModels with a cache', () => {
  const cached = { models: { cache: true } };

  it('answers exact repeats of final texts for nothing, and says so', async () => {
    offer([paid('a/one')], { cache: createMemoryStore({ clock }) });
    await ask(open(cached));
    const again = await open(cached).next({ number: 1 });
    expect(again).toMatchObject({ worstCase: { tokens: 0, costNanoUsd: 0 }, record: { because: 'cached' } });
    const heard: Heard = { text: [] };
    expect(await again.answer(call(heard))).toMatchObject({ text: 'a/one', usage: { costNanoUsd: 0 } });
    expect(heard.text.join('')).toBe('a/one');
    await ask(open({ ...cached, text: 'Something else' }));
    await ask(open());
    expect(providers.sent).toHaveLength(3);
  });

  it('never keeps what asks for a tool', async () => {
    const toolCalls = [{ id: '1', name: 'pay', input: {} }];
    offer([paid('a/one', { answer: () => ({ text: 'I pay', toolCalls }) })], { cache: createMemoryStore({ clock }) });
    for (let count = 0; count < 2; count++) await ask(open(cached));
    expect(providers.sent).toHaveLength(2);
  });

  it('gives nobody what another tenant was answered', async () => {
    offer([paid('a/one')], { cache: createMemoryStore({ clock }) });
    await ask(open(cached));
    const other = models.open({ ...toWish(cached), tenant: TenantId.parse(`ten_${'1'.repeat(36)}`) });
    expect((await other.next({ number: 1 })).record.because).not.toBe('cached');
  });
});
