import { type AccountRef, AgentId, BudgetRule, TaskId } from '@tutti/protocol';
import { type Api, toBudget, toBudgetRuleView } from '@tutti/protocol/api';
import type { Caller } from '../access/caller.ts';
import type { HomeHandler } from '../http/handler.ts';
import { RequestError } from '../http/request-error.ts';
import type { Home } from '../home/open-home.ts';
import { getTaskRuns } from './task-view.ts';

export const listBudgets: HomeHandler<Api['listBudgets']> = async ({ caller }, { home }) => {
  const budgets = await home.store.listBudgets(caller.principal.tenant);
  return { status: 200, body: { items: budgets.map(toBudgetRuleView) } };
};

export const setBudget: HomeHandler<Api['setBudget']> = async ({ caller, params, body }, { home }) => {
  const { account, period } = params;
  const { limit, warnAt, ladder } = body;
  await assertAccount(home, caller, account);
  const rule = BudgetRule.parse({ account, period, limit: toBudget(limit), warnAt, ...(ladder && { ladder }) });
  return { status: 200, body: toBudgetRuleView(await home.store.setBudget(caller.principal.tenant, rule)) };
};

export const removeBudget: HomeHandler<Api['removeBudget']> = async ({ caller, params }, { home }) => {
  const { account, period } = params;
  if (await home.store.removeBudget(caller.principal.tenant, account, period)) return { status: 204 };
  throw new RequestError('budget_not_found', `there is no budget of ${account} for ${period}`);
};

/** A slip in a name would otherwise be a limit that limits nothing. Users are not listed anywhere yet. */
async function assertAccount(home: Home, { principal }: Caller, account: AccountRef): Promise<void> {
  const [kind, id] = account.split(':', 2);
  if (kind === 'agent') home.catalogue.get(AgentId.parse(id));
  if (kind === 'task') await getTaskRuns(home, principal, TaskId.parse(id));
}
