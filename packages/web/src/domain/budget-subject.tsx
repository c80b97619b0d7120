import { AgentId, Amount, Budget, BudgetPeriod } from '@tutti/protocol';
import * as z from 'zod';
import { moneyText } from '../strings/money.ts';
import { KeyValue } from '../ui/key-value.tsx';
import { accountName } from './account-name.ts';
import { AgentName } from './agent-name.tsx';
import { limitText } from './limit-text.ts';

/** What a run shows that asks whether a limit may be raised. */
export const ShownBudget = z.looseObject({
  kind: z.literal('budget'),
  agent: AgentId.optional(),
  account: z.string(),
  period: BudgetPeriod.optional(),
  asked: Amount,
  left: Budget,
});
type Shown = z.infer<typeof ShownBudget>;

/** A call that a budget does not allow: how much it may use at most, and how much is left. */
export function BudgetSubject({ shown: { agent, account, period, asked, left } }: { shown: Shown }) {
  const text = moneyText.ask;
  return (
    <div className="flex min-w-0 flex-col gap-3 rounded-md border border-line p-3">
      <KeyValue
        items={[
          { label: text.account, value: <span className="[overflow-wrap:anywhere]">{accountName(account)}</span> },
          ...(period === undefined ? [] : [{ label: text.period, value: moneyText.thisPeriod[period] }]),
          ...(agent === undefined ? [] : [{ label: text.agent, value: <AgentName agent={agent} /> }]),
          { label: text.asked, value: limitText(asked) },
          { label: text.left, value: limitText(left) },
        ]}
      />
      <p className="text-xs text-muted">{text.means}</p>
    </div>
  );
}
