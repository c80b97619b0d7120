import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useServices } from '../../client/services-context.tsx';
import { toolSetsQuery } from '../../client/tool-queries.ts';
import { toolsText as text } from '../../strings/tools.ts';
import { Banner } from '../../ui/banner.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { RulesTab } from './rules-tab.tsx';
import { ServersTab } from './servers-tab.tsx';
import { SetsTab } from './sets-tab.tsx';

const TABS = [
  { id: 'servers', label: text.tab.servers, content: <ServersTab /> },
  { id: 'sets', label: text.tab.sets, content: <SetsTab /> },
  { id: 'rules', label: text.tab.rules, content: <RulesTab /> },
] as const;

/** What agents can use, and what they may do with it. */
export function ToolsPage() {
  const { tab: value = 'servers' } = useSearch({ from: '/shell/ui/tools' });
  const navigate = useNavigate();
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <PageHeader title={text.title} meta={text.intro} />
      <Problems />
      <Tabs
        label={text.tabs}
        tabs={TABS}
        value={value}
        onChange={(tab) => void navigate({ to: '/ui/tools', search: { tab }, replace: true, resetScroll: false })}
      />
    </div>
  );
}

/** Mistakes in files are told wherever one looks: the log of a server is read by nobody. */
function Problems() {
  const { client } = useServices();
  const { data } = useQuery(toolSetsQuery(client));
  return data?.problems.map(({ file, message, remedy }) => (
    <Banner key={file} tone="danger">
      {text.mistake(file, message)} {remedy}
    </Banner>
  ));
}
