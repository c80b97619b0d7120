import { LOCAL_OWNER, NOTHING } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { checkMoney } from './check-money.ts';
import { MoneyStage } from './money-stage.ts';
import { drawMoneyTree, type MoneyPart, spenders } from './money-tree.ts';
import { simulateMoney } from './simulate-money.ts';

describe('money', () => {
  it('is never overdrawn, and adds up everywhere, over two workers that die at random points', async () => {
    const report = await simulateMoney({ seed: 7, trees: 60, atOnce: 32, workers: 2 });
    expect(report.violations).toEqual([]);
    expect(report.wrong).toBeLessThan(0.02);
    expect(report).toMatchObject({ runs: expect.any(Number), kills: expect.any(Number) });
    expect(report.runs).toBeGreaterThanOrEqual(60);
  }, 120_000);

  it('holds at the edge, where a hundred runs at once want more than there is', async () => {
    const stage = new MoneyStage({ seed: 3, workers: 2, killRate: 0, failRate: 0, startsAt: 1_750_000_000_000 });
    const limit = { costNanoUsd: 400_000_000 };
    await stage.limit({
      account: 'tenant',
      period: 'day',
      limit,
      warnAt: [],
      ladder: ['cheaper', 'fewer_tokens', 'stop'],
    });
    const runs = Array.from({ length: 100 }, () =>
      stage.submit(LOCAL_OWNER, { part: drawMoneyTree(stage.random, 3) }, { task: stage.newTask() }),
    );
    await stage.play(() => runs.every((run) => stage.isEnded(run)));
    const [budget] = await stage.memory.listBudgets(LOCAL_OWNER.tenant);
    expect(stage.auditor.violations).toEqual([]);
    expect(checkMoney(stage.memory.data)).toEqual([]);
    expect(budget?.spent.costNanoUsd).toBeLessThanOrEqual(limit.costNanoUsd);
    expect(budget?.spent.costNanoUsd).toBeGreaterThan(0.9 * limit.costNanoUsd);
    expect(budget?.reserved).toEqual(NOTHING);
    expect(stage.auditor.refusals).toMatchObject({ wrong: 0 });
    expect(stage.auditor.refusals.final).toBeGreaterThan(0);
  }, 120_000);

  it('is not spent twice where a run goes on from the journal of another', async () => {
    const stage = new MoneyStage({ seed: 5, workers: 1, killRate: 0, failRate: 0, startsAt: 1_750_000_000_000 });
    const need = { input: 100, inputBound: 400, output: 50, outputLimit: 100 };
    const call: MoneyPart = { kind: 'call', agent: 0, need };
    const huge: MoneyPart = { kind: 'call', agent: 1, need: { ...need, inputBound: 4_000_000_000 } };
    const run = stage.submit(
      LOCAL_OWNER,
      { part: { kind: 'sequence', parts: [call, call, huge] } },
      {
        budget: { costNanoUsd: 1_000_000_000 },
      },
    );
    await stage.play(() => stage.isEnded(run));
    const again = stage.retry(run);
    await stage.play(() => stage.isEnded(again));
    const spendings = (of: typeof run) => stage.memory.listSpendings(LOCAL_OWNER.tenant, of);
    const [first, second] = [spendings(run), spendings(again)];
    await stage.play(() => false);
    expect(checkMoney(stage.memory.data)).toEqual([]);
    expect((await first).map(({ agent }) => agent)).toEqual([spenders[0]?.id, spenders[0]?.id]);
    expect(await second).toEqual([]);
    expect(stage.market.sent).toBe(2);
    const row = stage.memory.data.findRow(LOCAL_OWNER.tenant, again);
    expect(row?.summary).toMatchObject({ steps: { completed: 2 }, usage: { inputTokens: 0, costNanoUsd: 0 } });
  });
});
