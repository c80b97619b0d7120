/** Budgets and costs through the API, over a real store, against aimock. */
import { applyRunEvent, type RunId, type RunState } from '@tutti/protocol';
import { parseMoney, parseWireEvent } from '@tutti/protocol/api';
import { describe, expect, it } from 'vitest';
import { bodyOf } from '../testing/call-route.ts';
import { getDetail, type ModelStage, openModelStage, serveMock, USAGE } from '../testing/model-stage.ts';

const mock = serveMock();

/** With a key of a provider that has no free tier. */
const openStage = () =>
  openModelStage({
    models: {
      use: 'found',
      providers: [
        { provider: 'ollama', baseUrl: 'off', keys: [] },
        {
          provider: 'deepseek',
          baseUrl: `${mock.url}/v1`,
          keys: [{ name: 'environment', secret: 'nobodys-key', from: 'environment', paid: true }],
        },
      ],
    },
  });

const answer = () => mock.onMessage(/haiku/i, { content: 'Leaves fall on the pond.', usage: USAGE });

async function readState({ call }: ModelStage, run: RunId): Promise<RunState> {
  const query = { limit: '1000' };
  const { items } = bodyOf('readEvents', await call('readEvents', { params: { run }, query }));
  const state = items.map(parseWireEvent).reduce<RunState | undefined>(applyRunEvent, undefined);
  if (!state) throw new Error('the run has no events');
  return state;
}

describe('costs', () => {
  it('are the sum of what the journals say, however they are grouped', async () => {
    answer();
    await using stage = await openStage();
    const runs = [await stage.run(), await stage.run({ agents: ['project', 'drafting'] })];
    const states = await Promise.all(runs.map((run) => readState(stage, run)));
    const journalled = states.reduce((sum, { usage }) => sum + usage.costNanoUsd, 0);
    expect(journalled).toBeGreaterThan(0);
    for (const by of ['day', 'agent', 'model', 'provider', 'task', 'user', 'run'] as const) {
      const { rows, total } = bodyOf('getCosts', await stage.call('getCosts', { query: { by } }));
      expect(parseMoney(total.usd)).toBe(journalled);
      expect(rows.reduce((sum, { usd }) => sum + parseMoney(usd), 0)).toBe(journalled);
      expect(total).toMatchObject({ calls: 3, freeCalls: 0, localCalls: 0, inputTokens: 120, outputTokens: 27 });
    }
    for (const [index, run] of runs.entries())
      expect(parseMoney((await getDetail(stage, run)).usage.usd)).toBe(states[index]?.usage.costNanoUsd);
  });

  it('say what would have been paid, and within which time they are', async () => {
    answer();
    await using stage = await openStage();
    await stage.run();
    const { total } = bodyOf('getCosts', await stage.call('getCosts'));
    expect(parseMoney(total.insteadOfUsd)).toBeGreaterThanOrEqual(parseMoney(total.usd));
    expect(parseMoney(total.savedUsd)).toBe(parseMoney(total.insteadOfUsd) - parseMoney(total.usd));
    const query = { from: '2020-01-01T00:00:00Z', to: '2020-02-01T00:00:00Z' };
    const past = bodyOf('getCosts', await stage.call('getCosts', { query }));
    expect(past).toMatchObject({ rows: [], total: { calls: 0, usd: '0' } });
  });
});

describe('a budget', () => {
  const setBudget = (
    { call }: ModelStage,
    account: string,
    { ladder, ...limit }: { tokens?: number; usd?: string; ladder?: string[] },
  ) => call('setBudget', { params: { account, period: 'day' }, body: { limit, ladder } });

  it('refuses what does not fit, and says which account it is and what is left', async () => {
    answer();
    await using stage = await openStage();
    const set = bodyOf('setBudget', await setBudget(stage, 'agent:drafting', { tokens: 50, ladder: ['stop'] }));
    expect(set).toMatchObject({ spent: { tokens: 0 }, left: { tokens: 50 }, ladder: ['stop'] });
    const { status, error } = await getDetail(stage, await stage.run());
    expect({ status, code: error?.code }).toEqual({ status: 'failed', code: 'budget_exceeded' });
    expect(error?.message).toContain('agent:drafting');
    expect(error?.message).toContain('50');
    expect(mock.getRequests()).toEqual([]);
  });

  it('shows what is spent and left of its period, and is lifted again', async () => {
    answer();
    await using stage = await openStage();
    await setBudget(stage, 'tenant', { usd: '5' });
    const run = await stage.run();
    const { usd } = (await getDetail(stage, run)).usage;
    const { items } = bodyOf('listBudgets', await stage.call('listBudgets'));
    expect(items).toMatchObject([
      { account: 'tenant', period: 'day', limit: { usd: '5' }, spent: { usd }, reserved: { usd: '0' } },
    ]);
    expect(parseMoney(items[0]?.left.usd ?? '')).toBe(parseMoney('5') - parseMoney(usd));
    expect(items[0]?.endsAt).toBeDefined();
    const remove = () => stage.call('removeBudget', { params: { account: 'tenant', period: 'day' } });
    expect((await remove()).statusCode).toBe(204);
    expect((await remove()).json()).toMatchObject({ code: 'budget_not_found' });
  });

  it('is not set for an agent or a task that there is not, nor without a limit', async () => {
    await using stage = await openStage();
    const refusal = async (account: string, limit: object) =>
      (await setBudget(stage, account, limit)).json<{ code: string }>().code;
    expect(await refusal('agent:nobody', { usd: '1' })).toBe('unknown_agent');
    expect(await refusal(`task:tsk_${'0'.repeat(36)}`, { usd: '1' })).toBe('task_not_found');
    expect(await refusal('tenant', {})).toBe('invalid_input');
    expect(await refusal('everybody', { usd: '1' })).toBe('invalid_input');
  });

  it('that stops a task leaves what its agents had said by then', async () => {
    answer();
    await using stage = await openStage();
    await setBudget(stage, 'agent:editing', { tokens: 50 });
    const detail = await getDetail(stage, await stage.run({ agents: ['project', 'editing'], ladder: ['stop'] }));
    expect(detail).toMatchObject({ status: 'failed', error: { code: 'budget_exceeded' } });
    expect(detail.partial).toMatchObject({ outcome: 'stopped', text: 'Leaves fall on the pond.' });
  });
});
