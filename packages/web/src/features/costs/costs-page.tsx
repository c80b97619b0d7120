import { useNavigate, useSearch } from '@tanstack/react-router';
import { costsText as text } from '../../strings/costs.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { TabPanel, Tabs } from '../../ui/tabs.tsx';
import { BudgetsTab } from './budgets/budgets-tab.tsx';
import { CostsTab } from './costs-tab.tsx';

const TABS = [
  { id: 'costs', label: text.tab.costs },
  { id: 'budgets', label: text.tab.budgets },
] as const;

export function CostsPage() {
  const { tab = 'costs' } = useSearch({ from: '/shell/ui/costs' });
  const navigate = useNavigate();
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <PageHeader title={text.title} meta={text.intro} />
      <Tabs
        label={text.tabs}
        tabs={TABS}
        value={tab}
        onChange={(chosen) =>
          void navigate({ to: '/ui/costs', search: { tab: chosen }, replace: true, resetScroll: false })
        }
      >
        <TabPanel id="costs">
          <CostsTab />
        </TabPanel>
        <TabPanel id="budgets">
          <BudgetsTab />
        </TabPanel>
      </Tabs>
    </div>
  );
}
