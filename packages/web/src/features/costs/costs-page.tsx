import { useNavigate, useSearch } from '@tanstack/react-router';
import { costsText as text } from '../../strings/costs.ts';
import { TabbedPage } from '../../ui/tabbed-page.tsx';
import { BudgetsTab } from './budgets/budgets-tab.tsx';
import { CostsTab } from './costs-tab.tsx';

const TABS = [
  { id: 'costs', label: text.tab.costs, content: <CostsTab /> },
  { id: 'budgets', label: text.tab.budgets, content: <BudgetsTab /> },
] as const;

export function CostsPage() {
  const { tab: value = 'costs' } = useSearch({ from: '/shell/ui/costs' });
  const navigate = useNavigate();
  const open = (tab: typeof value) =>
    void navigate({ to: '/ui/costs', search: { tab }, replace: true, resetScroll: false });
  return (
    <TabbedPage title={text.title} intro={text.intro} label={text.tabs} tabs={TABS} value={value} onChange={open} />
  );
}
