/** Whether a model takes a turn or somebody elsewhere. It is journalled, so that a turn goes on where it has begun. */
import type { Agent, Budget, RunId, TenantId } from '@tutti/protocol';
import type { Accounts } from '../../ports/accounts.ts';
import type { Runtimes, RuntimeTerms } from '../../ports/runtime.ts';
import type { Scope } from '../../run/scope.ts';
import { AgentFailedError } from './agent-failed-error.ts';
import { Choice } from './told.ts';

export interface Elsewhere {
  readonly runtimes: Runtimes;
  /** Whose limits must hold. */
  readonly accounts: Pick<Accounts, 'listBudgets' | 'findAccount'>;
  /** The run's own folder, absolute, where it has one. */
  findWorkspace?(tenant: TenantId, run: RunId): Promise<string | undefined>;
}

/** Known from the agent alone, which a run keeps as it was: of all others nothing is recorded. */
export function mayWorkElsewhere({ runtime, product }: Agent): boolean {
  return runtime !== 'llm' || product !== undefined;
}

export function chooseRuntime(scope: Scope, elsewhere: Elsewhere | undefined, agent: Agent): Promise<Choice> {
  const options = { kind: 'decision', effect: 'read', agent: agent.id, output: Choice } as const;
  return scope.step<Choice>('runtime', options, async () => {
    const choice = await choose(elsewhere, agent);
    if (choice.by === 'elsewhere') await assertAffordable(scope, elsewhere, { agent, terms: choice.terms });
    return choice;
  });
}

async function choose(elsewhere: Elsewhere | undefined, agent: Agent): Promise<Choice> {
  if (elsewhere) return Choice.parse(await elsewhere.runtimes.choose(agent));
  if (agent.runtime === 'llm') return { by: 'model' };
  const message = `${agent.id} works over ${agent.runtime}, and this program was given no way to reach such agents`;
  throw new AgentFailedError('agent_not_configured', message, { nothingHappened: true });
}

/** Where nobody has said what a turn may cost, no limit of costs could be held, and so with tokens. */
async function assertAffordable(
  scope: Scope,
  elsewhere: Elsewhere | undefined,
  { agent, terms }: { agent: Agent; terms: RuntimeTerms },
): Promise<void> {
  const { worstCase = {} } = terms;
  if (!elsewhere || (worstCase.tokens !== undefined && worstCase.costNanoUsd !== undefined)) return;
  const { accounts } = elsewhere;
  const [own, budgets] = await Promise.all([
    accounts.findAccount(scope.tenant, scope.run),
    accounts.listBudgets(scope.tenant),
  ]);
  const ofOthers = `agent:`;
  const above = budgets
    .map(({ rule }) => rule)
    .filter(({ account }) => !account.startsWith(ofOthers) || account === `${ofOthers}${agent.id}`);
  for (const { account, limit } of [...(own ? [{ account: 'the run', limit: own.limit }] : []), ...above]) {
    const what = findUnstated(limit, worstCase);
    if (what === undefined) continue;
    const message = `the budget of ${account} limits ${what}, and nobody has said how much a turn of ${agent.id} uses of that at most (worstCase of the connection ${terms.name})`;
    throw new AgentFailedError('agent_cost_unknown', message, { nothingHappened: true });
  }
}

function findUnstated(limit: Budget, worstCase: Budget): string | undefined {
  if (limit.costNanoUsd !== undefined && worstCase.costNanoUsd === undefined) return 'costs';
  return limit.tokens !== undefined && worstCase.tokens === undefined ? 'tokens' : undefined;
}
