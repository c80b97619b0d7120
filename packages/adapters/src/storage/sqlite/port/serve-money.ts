/** Accounts, quotas, what was spent, the keys of providers, and answers that are kept. */
import type { Accounts, AnswerCache, Credentials, Quotas, Spendings } from '@tutti/engine';
import { parseSpending, toCredential, toSpendingRow, toSpendingSum } from '../../rows/money-rows.ts';
import { toAccountState } from '../../rows/parse-rows.ts';
import type { SpentCount } from '../reader/read-op.ts';
import type { StoreCalls } from '../store-calls.ts';

type Money = Omit<Accounts, 'reserve'> & Quotas & Spendings & Credentials & AnswerCache;

export function serveMoney(calls: StoreCalls): Money {
  return {
    ...serveAccounts(calls),
    takeQuota: (wish) => calls.write('takeQuota', wish),
    correctQuota: (id, tokens) => calls.write('correctQuota', { id, tokens }),
    returnQuota: (id) => calls.write('correctQuota', { id, tokens: undefined }),
    readQuotas: (tenant, keys) => calls.write('readQuotas', { tenant, keys }),
    async sumSpendings(tenant, question) {
      const { rows, total } = await calls.read('sumSpendings', { tenant, ...question });
      return { rows: rows.map((row) => toSpendingRow(row, question.by)), total: toSpendingSum(total) };
    },
    async listSpendings(tenant, run) {
      const found = await calls.read('listSpendings', { tenant, run });
      return calls.parse(() => found.map((row) => parseSpending(row, run)));
    },
    putCredential: (credential) => calls.write('putCredential', credential),
    replaceCredential: (credential, sealed) => calls.write('replaceCredential', { credential, sealed }),
    async listCredentials(tenant) {
      const found = await calls.read('listCredentials', { tenant });
      return calls.parse(() => found.map(toCredential));
    },
    removeCredential: (tenant, which) => calls.write('removeCredential', { tenant, ...which }),
    findAnswer: (tenant, hash) => calls.write('findAnswer', { tenant, hash }),
    keepAnswer: (answer, { mostBytes }) => calls.write('keepAnswer', { answer, mostBytes }),
  };
}

function serveAccounts(calls: StoreCalls): Omit<Accounts, 'reserve'> {
  return {
    async findAccount(tenant, id) {
      const row = await calls.read('findAccount', { tenant, id });
      return row && toAccountState(row);
    },
    setLimit: (tenant, id, { tokens, costNanoUsd: cost }) =>
      calls.write('setLimit', { tenant, id, limit: { tokens, cost } }),
    async setBudget(tenant, rule) {
      // What was spent before is counted beside the writer, which nobody is to wait for; only what comes meanwhile it adds itself.
      for (let counted: SpentCount | undefined; ; ) {
        const answer = await calls.write('setBudget', { tenant, rule, counted });
        if (!('countFrom' in answer)) return answer;
        counted = await calls.read('countSpent', { tenant, account: rule.account, from: answer.countFrom });
      }
    },
    listBudgets: (tenant) => calls.write('listBudgets', { tenant }),
    removeBudget: (tenant, account, period) => calls.write('removeBudget', { tenant, account, period }),
    raiseLimit: (tenant, raise) => calls.write('raiseLimit', { tenant, raise }),
  };
}
