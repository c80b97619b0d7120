import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { AgentDetails } from '@tutti/protocol/api';
import { Pencil, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { AGENTS, liveAgentQuery } from '../../client/agent-queries.ts';
import { useAct } from '../../client/use-act.ts';
import { useServices } from '../../client/services-context.tsx';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { useMayManage } from '../../domain/use-may-manage.ts';
import { agentHistoryText } from '../../strings/agent-history.ts';
import { agentsText } from '../../strings/agents.ts';
import { Button } from '../../ui/button.tsx';
import { ButtonLink } from '../../ui/button-link.tsx';
import { PageBody } from '../../ui/page-body.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { useToast } from '../../ui/toast.tsx';
import { AboutTab } from './about-tab.tsx';
import { RecordTab } from './record-tab.tsx';
import { RefusedBanner } from './refused-banner.tsx';
import { SourceBanner } from './source-banner.tsx';
import { TryTab } from './try-tab.tsx';
import { VersionsTab } from './versions/versions-tab.tsx';

export function AgentPage() {
  const { agent: name } = useParams({ from: '/shell/ui/agents/$agent' });
  const { client } = useServices();
  // By whatever name: the server says who is meant, and what is wrong with a name that nobody has.
  const { data, error, refetch } = useQuery(liveAgentQuery(client, name));
  return (
    <>
      <PageHeader
        title={data?.id ?? name}
        meta={data?.purpose}
        above={
          <TextLink plain to="/ui/agents">
            {agentsText.title}
          </TextLink>
        }
        actions={data && data.source?.kind !== 'retired' && <Actions agent={data} />}
      />
      <PageBody>
        {error && !data && <RefusalState error={error} onRetry={() => refetch()} />}
        {!data && !error && <Skeleton lines={8} />}
        {data && <SourceBanner agent={data} />}
        {data && <Sections agent={data} />}
      </PageBody>
    </>
  );
}

function Actions({ agent: { id, version } }: { readonly agent: AgentDetails }) {
  const mayManage = useMayManage();
  const { act, busy, refusal } = useAct(AGENTS);
  const toast = useToast();
  const retire = async () => {
    const done = await act(async (client) => {
      await client.call('retireAgent', { agent: id, basedOn: version });
      return true;
    });
    if (done) toast({ tone: 'success', title: agentHistoryText.retired(id) });
  };
  return (
    <>
      {mayManage && (
        <>
          <ButtonLink to="/ui/agents/$agent/edit" params={{ agent: id }} icon={Pencil}>
            {agentHistoryText.edit}
          </ButtonLink>
          <Button busy={busy} onClick={retire}>
            {agentHistoryText.retire}
          </Button>
        </>
      )}
      <ButtonLink to="/ui/tasks/new" search={{ agent: id }} variant="primary" icon={Plus}>
        {agentsText.use}
      </ButtonLink>
      {refusal && <RefusedBanner refused={refusal} />}
    </>
  );
}

function Sections({ agent }: { readonly agent: AgentDetails }) {
  const { tab = 'about' } = useSearch({ from: '/shell/ui/agents/$agent' });
  const navigate = useNavigate();
  const { tab: names } = agentHistoryText;
  const tabs = [
    { id: 'about', label: names.about, content: inTab(<AboutTab agent={agent} />) },
    { id: 'versions', label: names.versions, content: inTab(<VersionsTab agent={agent} />) },
    { id: 'record', label: names.record, content: inTab(<RecordTab agent={agent.id} />) },
    ...(agent.source?.kind === 'retired'
      ? []
      : [{ id: 'try' as const, label: names.try, content: inTab(<TryTab agent={agent} />) }]),
  ] as const;
  return (
    <Tabs
      label={agentHistoryText.tabs}
      tabs={tabs}
      value={tab}
      onChange={(next) =>
        void navigate({
          to: '/ui/agents/$agent',
          params: { agent: agent.id },
          search: { tab: next },
          replace: true,
          resetScroll: false,
        })
      }
    />
  );
}

function inTab(content: ReactNode) {
  return <div className="pt-4">{content}</div>;
}
