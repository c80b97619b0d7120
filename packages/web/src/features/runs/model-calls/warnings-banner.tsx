import type { RunEvent } from '@tutti/protocol';
import { modelCallText as text } from '../../../strings/model-calls.ts';
import { Banner } from '../../../ui/banner.tsx';
import { TextLink } from '../../../ui/text-link.tsx';
import { BudgetNewsList } from './budget-news-list.tsx';
import { listWarnings } from './list-budget-news.ts';

/** Budgets that this run has nearly used up, said while something can be done about it. */
export function WarningsBanner({ events }: { events: readonly RunEvent[] }) {
  const warnings = listWarnings(events);
  if (warnings.length === 0) return null;
  return (
    <Banner tone="attention">
      <BudgetNewsList news={warnings} />
      <TextLink to="/ui/costs" search={{ tab: 'budgets' }}>
        {text.openBudgets}
      </TextLink>
    </Banner>
  );
}
