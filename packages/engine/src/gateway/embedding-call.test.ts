import { ModelCard, ModelId, type QuotaLimits, TenantId } from '@tutti/protocol';
import { expect, it, vi } from 'vitest';
import { BudgetExceededError } from '../errors.ts';
import { ModelFailedError } from '../model-errors.ts';
import { systemClock } from '../ports/clock.ts';
import type { ProviderPort } from '../ports/provider.ts';
import { openStage, sayHello } from '../testing/gateway-stage.ts';

const CARD = ModelCard.parse({
  id: 'openai/vectors',
  name: 'Vectors',
  kind: 'embedding',
  context: 8_000,
  output: 1,
  tools: false,
  structured: false,
  strength: 0,
  price: { input: 2_000_000, output: 0 },
});

const OTHER = TenantId.parse(`ten_${'1'.repeat(36)}`);

type Embed = ProviderPort['embed'];

const embedAll: Embed = async (_model, _key, { texts }) => ({ vectors: texts.map(() => [1, 2]), inputTokens: 3 });

interface Setting {
  readonly card?: ModelCard;
  /** Of another tenant. */
  readonly others?: readonly ModelCard[];
  readonly keys?: readonly string[];
  readonly limits?: QuotaLimits;
  readonly parallel?: number;
}

function openVectors(how: Embed, { card = CARD, others = [], keys = ['one'], limits, parallel }: Setting = {}) {
  const toKey = (name: string) => ({ id: `openai:${name}`, name, fingerprint: name, ...(limits && { limits }) });
  const host = 'api.openai.com';
  const offer = { card, keys: keys.map(toKey), local: false, host, ...(parallel !== undefined && { parallel }) };
  const theirs = others.map((each) => ({ ...offer, card: each, keys: [{ ...toKey('their'), tenant: OTHER }] }));
  const embed = vi.fn(how);
  const providers = { offers: () => [offer, ...theirs], cards: () => [CARD], embed };
  const stage = openStage(sayHello, { patienceMs: 1_000, providers });
  const ask = (texts: readonly string[] = ['some words'], model = CARD.id) =>
    stage.gateway.embed(stage.principal, { model, texts }, new AbortController().signal);
  return { ...stage, embed, ask };
}

it('vectors are paid for by their input, and their keys take turns when one fails', async () => {
  const stage = openVectors(
    async (model, key, call) => {
      if (key === 'openai:one') throw new ModelFailedError('too many', { class: 'rate_limited' });
      return embedAll(model, key, call);
    },
    { keys: ['one', 'two'] },
  );
  const made = await stage.ask(['one text', 'another']);
  expect(made).toMatchObject({
    result: [
      [1, 2],
      [1, 2],
    ],
    usage: { inputTokens: 3, outputTokens: 0, costNanoUsd: 6 },
  });
  expect(await stage.store.listSpendings(stage.principal.tenant, made.run)).toMatchObject([
    { key: 'one', usage: { costNanoUsd: 0 } },
    { key: 'two', usage: { costNanoUsd: 6 } },
  ]);
  await expect(stage.ask(['a'], ModelId.parse('openai/other'))).rejects.toMatchObject({ code: 'unknown_model' });
  await stage.gateway.close(1_000);
});

it('vectors of a price that nobody knows are reckoned by what all may know, not by what another tenant tells', async () => {
  const { price: _, ...unpriced } = CARD;
  const card: ModelCard = { ...unpriced, id: ModelId.parse('openai/unpriced') };
  const absurd = { ...CARD, id: ModelId.parse('openai/theirs'), price: { input: 9e12, output: 9e12 } };
  const stage = openVectors(embedAll, { card, others: [absurd] });
  const { usage } = await stage.ask(['text'], card.id);
  expect(usage).toMatchObject({ inputTokens: 3, costNanoUsd: 6, estimated: true });
  await stage.gateway.close(1_000);
});

it('vectors that a budget does not allow are refused once, and use up nothing of what a key allows', async () => {
  const stage = openVectors(embedAll, { limits: { requestsPerDay: 9 } });
  await stage.store.setBudget(stage.principal.tenant, {
    account: 'tenant',
    period: 'day',
    limit: { costNanoUsd: 1 },
    warnAt: [],
    ladder: ['cheaper', 'stop'],
  });
  await expect(stage.ask()).rejects.toBeInstanceOf(BudgetExceededError);
  const use = await stage.store.readQuotas(undefined, [{ key: 'one', model: CARD.id }]);
  expect(use).toMatchObject([{ requestsPerDay: 0, tokensPerDay: 0 }]);
  const [run] = await stage.listRuns();
  const types = run ? await stage.readTypes(run.run) : [];
  expect(types.filter((type) => type === 'budget.refused')).toHaveLength(1);
  expect(stage.embed).not.toHaveBeenCalled();
  await stage.gateway.close(1_000);
});

it('what was paid for before a failure is counted and kept, and only the rest is asked for again', async () => {
  const asked: (readonly string[])[] = [];
  const stage = openVectors(
    async (_model, _key, { texts, onVectors }) => {
      asked.push(texts);
      if (asked.length > 1) return { vectors: texts.map(() => [2]), inputTokens: 4 };
      onVectors?.([[1], [1]]);
      throw new ModelFailedError('too many', {
        class: 'rate_limited',
        nothingHappened: false,
        used: { inputTokens: 10, outputTokens: 0, costNanoUsd: 0 },
      });
    },
    { keys: ['one', 'two'] },
  );
  const made = await stage.ask(['the first', 'the second', 'the third']);
  expect(asked).toEqual([['the first', 'the second', 'the third'], ['the third']]);
  expect(made).toMatchObject({ result: [[1], [1], [2]], usage: { inputTokens: 14, costNanoUsd: 28 } });
  expect(await stage.store.listSpendings(stage.principal.tenant, made.run)).toMatchObject([
    { key: 'one', inDoubt: false, usage: { inputTokens: 10, costNanoUsd: 20 } },
    { key: 'two', inDoubt: false, usage: { inputTokens: 4, costNanoUsd: 8 } },
  ]);
  await stage.gateway.close(1_000);
});

it('a key is left alone for as long as its provider says, by later calls too', async () => {
  const retryAt = systemClock.now() + 3_600_000;
  const stage = openVectors(() => Promise.reject(new ModelFailedError('slow', { class: 'rate_limited', retryAt })));
  await expect(stage.ask()).rejects.toMatchObject({ code: 'no_route', until: retryAt });
  await expect(stage.ask()).rejects.toMatchObject({ code: 'no_route', until: retryAt });
  expect(stage.embed).toHaveBeenCalledTimes(1);
  await stage.gateway.close(1_000);
});

it('a key that is refused is tried once, and the refusal is told', async () => {
  const stage = openVectors(() => Promise.reject(new ModelFailedError('no such key', { class: 'unauthorized' })));
  await expect(stage.ask()).rejects.toMatchObject({ class: 'unauthorized' });
  expect(stage.embed).toHaveBeenCalledTimes(1);
  await stage.gateway.close(1_000);
});

it('of what a key allows in a day no more is sent', async () => {
  const stage = openVectors(embedAll, { limits: { requestsPerDay: 2 } });
  await stage.ask();
  await stage.ask();
  await expect(stage.ask()).rejects.toMatchObject({ code: 'no_route' });
  expect(stage.embed).toHaveBeenCalledTimes(2);
  await stage.gateway.close(1_000);
});

it('a server is asked for no more at once than it works on', async () => {
  let inFlight = 0;
  let most = 0;
  const stage = openVectors(
    async (model, key, call) => {
      most = Math.max(most, ++inFlight);
      await new Promise((resolve) => setImmediate(resolve));
      inFlight -= 1;
      return embedAll(model, key, call);
    },
    { parallel: 1 },
  );
  await Promise.all(Array.from({ length: 5 }, () => stage.ask()));
  expect([most, stage.embed.mock.calls.length]).toEqual([1, 5]);
  await stage.gateway.close(1_000);
});
