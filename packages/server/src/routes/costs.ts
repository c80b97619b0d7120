import type { SpendingSum } from '@tutti/engine';
import { type Api, type CostsView, toInstant, toMoney } from '@tutti/protocol/api';
import type { HomeHandler } from '../http/handler.ts';

export const getCosts: HomeHandler<Api['getCosts']> = async ({ caller, query }, { home }) => {
  const { by, from, to, limit } = query;
  const sums = await home.store.sumSpendings(caller.principal.tenant, {
    by,
    limit,
    ...(from !== undefined && { from: toInstant(from) }),
    ...(to !== undefined && { to: toInstant(to) }),
  });
  const rows = sums.rows.map(({ of, ...sum }) => ({ of: of ?? null, ...toSumView(sum) }));
  return { status: 200, body: { by, from, to, rows, total: toSumView(sums.total) } };
};

function toSumView(sum: SpendingSum): CostsView['total'] {
  const { costNanoUsd, inDoubtNanoUsd, insteadOfNanoUsd, savedNanoUsd, ...counts } = sum;
  return {
    ...counts,
    usd: toMoney(costNanoUsd),
    inDoubtUsd: toMoney(inDoubtNanoUsd),
    insteadOfUsd: toMoney(insteadOfNanoUsd),
    savedUsd: toMoney(savedNanoUsd),
  };
}
