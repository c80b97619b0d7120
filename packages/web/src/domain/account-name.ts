import { moneyText } from '../strings/money.ts';

/** `agent:project` as `Agent: project`; what a run or the tenant may spend is told as such. */
export function accountName(account: string): string {
  const [kind = '', ...rest] = account.split(':');
  const name = rest.join(':');
  if (kind === 'tenant' || kind.startsWith('ten_')) return moneyText.account.tenant;
  if (kind === 'user') return moneyText.accountOf(moneyText.account.user, name);
  if (kind === 'agent') return moneyText.accountOf(moneyText.account.agent, name);
  if (kind === 'task') return moneyText.accountOf(moneyText.account.task, name);
  return kind.startsWith('run_') ? moneyText.account.run : account;
}
