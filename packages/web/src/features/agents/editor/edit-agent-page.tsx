import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { AgentDetails } from '@tutti/protocol/api';
import { useState } from 'react';
import { agentCheckQuery } from '../../../client/agent-queries.ts';
import { agentQuery } from '../../../client/queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { RefusalState } from '../../../domain/refusal-state.tsx';
import { useMayManage } from '../../../domain/use-may-manage.ts';
import { agentEditorText as text } from '../../../strings/agent-editor.ts';
import { Banner } from '../../../ui/banner.tsx';
import { PageBody } from '../../../ui/page-body.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { TextLink } from '../../../ui/text-link.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { AgentEditor } from './agent-editor.tsx';
import { toAgentDraft } from './to-agent-draft.ts';

export function EditAgentPage() {
  const { agent: name } = useParams({ from: '/shell/ui/agents/$agent/edit' });
  const { client } = useServices();
  // As it is now, and not as some page has seen it minutes ago.
  const { data, error, refetch, isFetchedAfterMount } = useQuery({
    ...agentQuery(client, name),
    refetchOnMount: 'always',
    staleTime: 0,
  });
  const mayManage = useMayManage();
  const agent = isFetchedAfterMount ? data : undefined;
  return (
    <>
      <PageHeader
        title={text.editTitle(data?.id ?? name)}
        meta={text.editIntro}
        above={
          <TextLink plain to="/ui/agents/$agent" params={{ agent: data?.id ?? name }}>
            {data?.id ?? name}
          </TextLink>
        }
      />
      <PageBody>
        {error && !data && <RefusalState error={error} onRetry={() => refetch()} />}
        {!agent && !error && <Skeleton lines={8} />}
        {mayManage === false && <Banner tone="attention">{text.lookOnly}</Banner>}
        {agent && mayManage && <Begun agent={agent} />}
      </PageBody>
    </>
  );
}

/** With the version that counted when somebody opened it, whatever is saved elsewhere meanwhile. */
function Begun({ agent }: { readonly agent: AgentDetails }) {
  const [seen] = useState(agent);
  const { client } = useServices();
  const navigate = useNavigate();
  const toast = useToast();
  const { data, error, refetch } = useQuery(agentCheckQuery(client, { text: seen.text ?? '' }, seen.id));
  const [first, setFirst] = useState(data);
  if (data && !first) setFirst(data);
  if (error && !first) return <RefusalState error={error} onRetry={() => refetch()} />;
  if (!first) return <Skeleton lines={8} />;
  const begun = { ...toAgentDraft(seen, first.form ? 'form' : 'text'), ...(first.form && { form: first.form }) };
  const leave = () => void navigate({ to: '/ui/agents/$agent', params: { agent: seen.id } });
  return (
    <AgentEditor
      id={seen.id}
      begun={begun}
      onLeave={leave}
      onSaved={({ id, version }) => {
        toast({ tone: 'success', title: text.saved(id, version) });
        leave();
      }}
    />
  );
}
