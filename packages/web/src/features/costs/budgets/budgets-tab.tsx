import { useQuery } from '@tanstack/react-query';
import type { BudgetRuleView } from '@tutti/protocol/api';
import { Plus, Scale } from 'lucide-react';
import { useState } from 'react';
import { budgetsQuery } from '../../../client/money-queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { RefusalState } from '../../../domain/refusal-state.tsx';
import { useMayManage } from '../../../domain/use-may-manage.ts';
import { costsText as text } from '../../../strings/costs.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { BudgetDialog } from './budget-dialog.tsx';
import { BudgetLine } from './budget-line.tsx';

/** Limits by account and period, with what is left of each right now. */
export function BudgetsTab() {
  const { client } = useServices();
  const { data, error, refetch } = useQuery(budgetsQuery(client));
  const mayManage = useMayManage() === true;
  const [edited, setEdited] = useState<BudgetRuleView | 'new'>();
  const action = mayManage && (
    <Button size="sm" icon={Plus} onClick={() => setEdited('new')}>
      {text.newBudget}
    </Button>
  );
  return (
    <div className="flex min-w-0 flex-col gap-4 pt-3 pb-6">
      <p className="max-w-3xl text-muted">{text.budgetsIntro}</p>
      {data && error && <Banner tone="neutral">{text.old}</Banner>}
      <Panel title={text.budgets} actions={action} flush>
        {!data && error && <RefusalState error={error} onRetry={() => refetch()} />}
        {!data && !error && <Skeleton lines={4} />}
        {data?.items.length === 0 && <EmptyState icon={Scale} title={text.budgetsNone} body={text.budgetsNoneBody} />}
        <ul aria-label={text.budgets} className="divide-y divide-line">
          {data?.items.map((budget) => (
            <BudgetLine
              key={`${budget.account} ${budget.period}`}
              budget={budget}
              onEdit={mayManage ? () => setEdited(budget) : undefined}
            />
          ))}
        </ul>
      </Panel>
      {edited !== undefined && (
        <BudgetDialog budget={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
    </div>
  );
}
