import { useNavigate, useSearch } from '@tanstack/react-router';
import { useModelNews } from '../../client/use-model-news.ts';
import { modelsText as text } from '../../strings/models.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { TabPanel, Tabs } from '../../ui/tabs.tsx';
import { ModelsTab } from './models-tab.tsx';
import { ProvidersTab } from './providers/providers-tab.tsx';
import { WhichTab } from './which/which-tab.tsx';

const TABS = [
  { id: 'models', label: text.tab.models },
  { id: 'providers', label: text.tab.providers },
  { id: 'which', label: text.tab.which },
] as const;

export function ModelsPage() {
  const { tab = 'models' } = useSearch({ from: '/shell/ui/models' });
  const navigate = useNavigate();
  useModelNews();
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col gap-2">
      <PageHeader title={text.title} meta={text.intro} />
      <Tabs
        label={text.tabs}
        tabs={TABS}
        value={tab}
        onChange={(chosen) =>
          void navigate({ to: '/ui/models', search: { tab: chosen }, replace: true, resetScroll: false })
        }
      >
        <TabPanel id="models">
          <ModelsTab />
        </TabPanel>
        <TabPanel id="providers">
          <ProvidersTab />
        </TabPanel>
        <TabPanel id="which">
          <WhichTab />
        </TabPanel>
      </Tabs>
    </div>
  );
}
