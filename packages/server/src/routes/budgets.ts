import type { AgentBook } from '@tutti/engine';
import { AccountRef, type Agent, BudgetRule, TaskId } from '@tutti/protocol';
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
  const { period } = params;
  const { limit, warnAt, ladder } = body;
  const account = await resolveAccount(home, caller, params.account);
  const rule = BudgetRule.parse({ account, period, limit: toBudget(limit), warnAt, ...(ladder && { ladder }) });
  return { status: 200, body: toBudgetRuleView(await home.store.setBudget(caller.principal.tenant, rule)) };
};

export const removeBudget: HomeHandler<Api['removeBudget']> = async ({ caller, params }, { home }) => {
  const { account, period } = params;
  const agents = await home.agents.of(caller.principal.tenant);
  for (const each of new Set([account, findAgentAccount(agents, account) ?? account]))
    if (await home.store.removeBudget(caller.principal.tenant, each, period)) return { status: 204 };
  throw new RequestError('budget_not_found', `there is no budget of ${account} for ${period}`);
};

/** A slip in a name would otherwise be a limit that limits nothing. Users are not listed anywhere yet. */
async function resolveAccount(home: Home, { principal }: Caller, account: AccountRef): Promise<AccountRef> {
  const [kind, id = ''] = account.split(':', 2);
  if (kind === 'agent') return toAgentAccount((await home.agents.of(principal.tenant)).getCurrent(id).agent);
  if (kind === 'task') await getTaskRuns(home, principal, TaskId.parse(id));
  return account;
}

/** A limit on an agent that there was once can still be lifted. */
function findAgentAccount(agents: AgentBook, account: AccountRef): AccountRef | undefined {
  const [kind, name = ''] = account.split(':', 2);
  if (kind !== 'agent') return undefined;
  const agent = agents.list().find(({ id, aliases }) => [id, ...aliases].some((each) => each === name));
  return agent && toAgentAccount(agent);
}

/** What a run spends is counted under its agents' ids, whatever they were asked for by. */
function toAgentAccount({ id }: Pick<Agent, 'id'>): AccountRef {
  return AccountRef.parse(`agent:${id}`);
}
