import { useQueryClient } from '@tanstack/react-query';
import type { BudgetRuleView } from '@tutti/protocol/api';
import { useState } from 'react';
import { BUDGETS } from '../../../client/money-queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { accountName } from '../../../domain/account-name.ts';
import { costsText as text } from '../../../strings/costs.ts';
import { moneyText } from '../../../strings/money.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { Meter } from '../../../ui/meter.tsx';
import { Time } from '../../../ui/time.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { toPercent } from './budget-draft.ts';
import { toMeters } from './to-meters.ts';

interface Props {
  readonly budget: BudgetRuleView;
  /** Undefined: it may only be looked at. */
  readonly onEdit: (() => void) | undefined;
}

export function BudgetLine({ budget, onEdit }: Props) {
  const { account, period, endsAt, warnAt, ladder } = budget;
  const [isRemoving, setIsRemoving] = useState(false);
  const name = accountName(account);
  const periodName = moneyText.period[period];
  return (
    <li data-budget={`${account} ${period}`} className="flex min-w-0 flex-col gap-2 px-4 py-3">
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="min-w-0 font-medium [overflow-wrap:anywhere]">{name}</h3>
        <Badge>{periodName}</Badge>
        <Warning budget={budget} />
        {onEdit && (
          <span className="ml-auto flex gap-1">
            <Button size="sm" variant="ghost" onClick={onEdit} aria-label={`${text.edit}: ${name}, ${periodName}`}>
              {text.edit}
            </Button>
            <Button
              size="sm"
              variant="ghost"
              onClick={() => setIsRemoving(true)}
              aria-label={`${text.remove}: ${name}, ${periodName}`}
            >
              {text.remove}
            </Button>
          </span>
        )}
      </div>
      <Meters budget={budget} />
      <p className="flex flex-wrap gap-x-3 text-xs text-muted">
        <span>
          {endsAt === undefined ? (
            text.neverEnds
          ) : (
            <>
              {text.endsAt} <Time at={endsAt} />
            </>
          )}
        </span>
        <span>
          {warnAt.length === 0
            ? text.warnsNever
            : text.warnsAt(warnAt.map((share) => `${toPercent(share)}%`).join(', '))}
        </span>
        <span>{text.thenTries(ladder.map((step) => moneyText.ladder[step].toLowerCase()).join(text.afterwards))}</span>
      </p>
      <RemoveDialog budget={budget} open={isRemoving} onClose={() => setIsRemoving(false)} />
    </li>
  );
}

/** The highest threshold that is passed. */
function Warning({ budget: { share, warnAt } }: { budget: BudgetRuleView }) {
  if (share >= 1) return <Badge tone="danger">{text.usedUp}</Badge>;
  const passed = warnAt.filter((threshold) => share >= threshold);
  if (passed.length === 0) return null;
  return <Badge tone="attention">{text.warned(`${toPercent(Math.max(...passed))}%`)}</Badge>;
}

function Meters({ budget }: { budget: BudgetRuleView }) {
  return (
    <div className="grid min-w-0 gap-x-8 gap-y-2 lg:grid-cols-2">
      {toMeters(budget).map((meter) => (
        <div key={meter.label} className="min-w-0">
          <Meter {...meter} />
        </div>
      ))}
    </div>
  );
}

interface RemoveProps extends Pick<Props, 'budget'> {
  readonly open: boolean;
  readonly onClose: () => void;
}

function RemoveDialog({ budget: { account, period }, open, onClose }: RemoveProps) {
  const { client } = useServices();
  const queries = useQueryClient();
  const toast = useToast();
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={text.removeTitle(accountName(account), moneyText.period[period].toLowerCase())}
      body={text.removeBody}
      confirmLabel={text.remove}
      tone="danger"
      onConfirm={async () => {
        await client.call('removeBudget', { account, period });
        toast({ tone: 'success', title: text.removed });
        await queries.invalidateQueries({ queryKey: BUDGETS });
      }}
    />
  );
}
