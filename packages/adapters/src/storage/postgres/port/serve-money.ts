/** Accounts, quotas, what was spent, the keys of providers, and answers that are kept. */
import type { Accounts, AnswerCache, Credentials, Quotas, Spendings } from '@tutti/engine';
import type { Ask } from '../database.ts';
import type { StoreCalls, StoreParts } from '../store-calls.ts';
import { setLimit } from '../write/accounts.ts';
import { listBudgets, raiseLimit, removeBudget, setBudget } from '../write/set-budget.ts';

type Money = Omit<Accounts, 'reserve'> & Quotas & Spendings & Credentials & AnswerCache;

export function serveMoney(calls: StoreCalls): Money {
  return {
    ...serveAccounts(calls),
    takeQuota: (wish) => calls.read(({ quotas }) => quotas.takeQuota(wish)),
    correctQuota: (id, tokens) => calls.read(({ quotas }) => quotas.correctQuota(id, tokens)),
    returnQuota: (id) => calls.read(({ quotas }) => quotas.returnQuota(id)),
    readQuotas: (tenant, keys) => calls.read(({ quotas }) => quotas.readQuotas(tenant, keys)),
    sumSpendings: (tenant, question) => calls.read(({ money }) => money.sumSpendings(tenant, question)),
    listSpendings: (tenant, run) => calls.read(({ money }) => money.listSpendings(tenant, run)),
    putCredential: (credential) =>
      calls.inOrder(toCredentialKey(credential.tenant, credential), ({ money }) => money.putCredential(credential)),
    replaceCredential: (credential, sealed) =>
      calls.inOrder(toCredentialKey(credential.tenant, credential), ({ money }) =>
        money.replaceCredential(credential, sealed),
      ),
    listCredentials: (tenant) => calls.read(({ money }) => money.listCredentials(tenant)),
    removeCredential: (tenant, which) =>
      calls.inOrder(toCredentialKey(tenant, which), ({ money }) => money.removeCredential(tenant, which)),
    findAnswer: (tenant, hash) => calls.read(({ money }) => money.findAnswer(tenant, hash)),
    keepAnswer: (answer, bounds) =>
      calls.inOrder(`answer ${answer.tenant}/${answer.hash}`, ({ money }) => money.keepAnswer(answer, bounds)),
  };
}

function serveAccounts(calls: StoreCalls): Omit<Accounts, 'reserve'> {
  return {
    findAccount: (tenant, id) => calls.read(({ library }) => library.findAccount(tenant, id)),
    setLimit: (tenant, id, limit) =>
      calls.inOrder(`limit ${tenant}/${id}`, ({ database, onLimit }) =>
        database.retry(() => setLimit(database.ask, { tenant, id }, limit)).then(onLimit),
      ),
    setBudget: (tenant, rule) => changeLimits(calls, tenant, (ask, now) => setBudget(ask, { tenant, wish: rule }, now)),
    listBudgets: (tenant) =>
      calls.read(({ database, now }) => database.retry(() => listBudgets(database.ask, tenant, now()))),
    removeBudget: (tenant, account, period) =>
      changeLimits(calls, tenant, (ask) => removeBudget(ask, { tenant, wish: { account, period } })),
    raiseLimit: (tenant, raise) =>
      changeLimits(calls, tenant, (ask, now) => raiseLimit(ask, { tenant, wish: raise }, now)),
  };
}

/** A raised limit lets blocked reservations through, as a settlement does. */
function changeLimits<Answer>(
  calls: StoreCalls,
  tenant: string,
  act: (ask: Ask, now: ReturnType<StoreParts['now']>) => Promise<Answer>,
): Promise<Answer> {
  return calls.inOrder(`budgets ${tenant}`, async ({ database, now, onLimit }) => {
    const answer = await database.retry(() => database.transact((ask) => act(ask, now())));
    onLimit();
    return answer;
  });
}

function toCredentialKey(tenant: string, { provider, name }: { provider: string; name: string }): string {
  return `credential ${tenant}/${provider}/${name}`;
}
