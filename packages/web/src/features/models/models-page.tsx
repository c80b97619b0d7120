import { useNavigate, useSearch } from '@tanstack/react-router';
import { useModelNews } from '../../client/use-model-news.ts';
import { modelsText as text } from '../../strings/models.ts';
import { TabbedPage } from '../../ui/tabbed-page.tsx';
import { ModelsTab } from './models-tab.tsx';
import { ProvidersTab } from './providers/providers-tab.tsx';
import { WhichTab } from './which/which-tab.tsx';

const TABS = [
  { id: 'models', label: text.tab.models, content: <ModelsTab /> },
  { id: 'providers', label: text.tab.providers, content: <ProvidersTab /> },
  { id: 'which', label: text.tab.which, content: <WhichTab /> },
] as const;

export function ModelsPage() {
  const { tab: value = 'models' } = useSearch({ from: '/shell/ui/models' });
  const navigate = useNavigate();
  useModelNews();
  const open = (tab: typeof value) =>
    void navigate({ to: '/ui/models', search: { tab }, replace: true, resetScroll: false });
  const page = { title: text.title, intro: text.intro, label: text.tabs };
  return <TabbedPage {...page} tabs={TABS} value={value} onChange={open} fills />;
}
