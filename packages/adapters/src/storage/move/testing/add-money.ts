/** All that a store keeps of money: what was spent and is reserved, budgets, quotas, keys and answers. */
import { type Store, systemClock } from '@tutti/engine';
import { RunScript, sha256 } from '@tutti/engine/testing';
import { AgentId, type BudgetRule, type Principal, type Spent, StepPath } from '@tutti/protocol';

const KEY = { key: 'main', model: 'groq/llama' };
/** Longer than any test takes, and than the clocks of stores are put forward. */
const LONG_MS = 2 ** 40;

export const TOTAL: BudgetRule = {
  account: 'agent:ann',
  period: 'total',
  limit: { tokens: 1_000, costNanoUsd: 5_000_000_000 },
  warnAt: [0.05, 0.9],
  ladder: ['cheaper', 'ask', 'stop'],
};

export async function addMoney(store: Store, { tenant, user }: Principal): Promise<void> {
  await store.setBudget(tenant, TOTAL);
  await store.setBudget(tenant, { ...TOTAL, account: 'tenant', period: 'day', limit: { tokens: 1_000_000_000 } });
  const run = new RunScript({ store, tenant, clock: systemClock }, { user, title: 'spends' });
  await store.submit(run.toNewRun());
  await run.claim();
  await run.reserveOn(['agent:ann', 'tenant'], 'settled', { tokens: 60, costNanoUsd: 900 });
  await run.settle('settled', toSpent());
  await run.reserveOn(['agent:ann', 'tenant'], 'left', { tokens: 70, costNanoUsd: 800 });
  await store.raiseLimit(tenant, {
    id: 'approval',
    account: 'agent:ann',
    period: 'total',
    by: { tokens: 5, costNanoUsd: 6 },
  });
  await store.takeQuota({ ...KEY, tenant, limits: { requestsPerDay: 9 }, tokens: 33 });
  await store.takeQuota({ ...KEY, limits: { requestsPerDay: 9 }, tokens: 44 });
  const sealed = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const credential = { tenant, provider: 'groq', name: 'main', fingerprint: 'ab', by: user, at: 7 };
  await store.putCredential({ ...credential, sealed });
  await store.putCredential({ ...credential, name: 'empty', sealed: new Uint8Array(), baseUrl: 'https://example.com' });
  const answer = { tenant, hash: sha256('request'), body: '{"text":"naïve \\u0000"}', forMs: LONG_MS };
  await store.keepAnswer(answer, { mostBytes: 1_000 });
}

/** What does not depend on the day on which it is read. */
export async function readMoney(store: Store, { tenant, user }: Principal) {
  const [own, shared] = [await store.readQuotas(tenant, [KEY]), await store.readQuotas(undefined, [KEY])];
  const { runs } = await store.listRuns(tenant, { limit: 100, text: 'spends' });
  const spendings = await Promise.all(runs.map(({ run }) => store.listSpendings(tenant, run)));
  const raise = { id: 'approval', account: 'agent:ann', period: 'total', by: { tokens: 5, costNanoUsd: 6 } } as const;
  return {
    raise: await store.raiseLimit(tenant, raise),
    budgets: (await store.listBudgets(tenant)).filter(({ rule }) => rule.period === 'total'),
    rules: (await store.listBudgets(tenant)).map(({ rule }) => rule),
    spendings,
    byUser: await store.sumSpendings(tenant, { by: 'user', limit: 10 }),
    byRun: await store.sumSpendings(tenant, { by: 'run', limit: 10 }),
    isOfUser: spendings.flat().every((each) => each.user === user),
    quotas: [...own, ...shared].map(({ requestsPerDay, tokensPerDay }) => [requestsPerDay, tokensPerDay]),
    credentials: await store.listCredentials(tenant),
    answer: await store.findAnswer(tenant, sha256('request')),
  };
}

function toSpent(): Spent {
  const usage = { inputTokens: 30, outputTokens: 20, cacheReadTokens: 4, costNanoUsd: 700, estimated: true };
  const call = { path: StepPath.parse('ann/turn/1'), agent: AgentId.parse('ann'), key: 'main', model: KEY.model };
  return { ...call, usage, free: false, local: true, insteadOfNanoUsd: 9_000 };
}
