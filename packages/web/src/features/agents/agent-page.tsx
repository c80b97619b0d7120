import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Agent } from '@tutti/protocol';
import { Plus } from 'lucide-react';
import { agentQuery, agentsQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { agentsText } from '../../strings/agents.ts';
import { ButtonLink } from '../../ui/button-link.tsx';
import { KeyValue } from '../../ui/key-value.tsx';
import { Markdown } from '../../ui/markdown.tsx';
import { PageBody } from '../../ui/page-body.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { AgentExamples } from './agent-examples.tsx';
import { toEffectFacts, toKindFacts, toPolicyFacts } from './agent-facts.tsx';

export function AgentPage() {
  const { agent: name } = useParams({ from: '/shell/ui/agents/$agent' });
  const { client } = useServices();
  // By whatever name: the server says who is meant, and what is wrong with a name that nobody has.
  const { data, error, refetch } = useQuery(agentQuery(client, name));
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
        actions={
          data && (
            <ButtonLink to="/ui/tasks/new" search={{ agent: data.id }} variant="primary" icon={Plus}>
              {agentsText.use}
            </ButtonLink>
          )
        }
      />
      <PageBody>
        {error && !data && <RefusalState error={error} onRetry={() => refetch()} />}
        {!data && !error && <Skeleton lines={8} />}
        {data && <Definition agent={data} />}
      </PageBody>
    </>
  );
}

function Definition({ agent }: { agent: Agent }) {
  const { client } = useServices();
  const agents = useQuery(agentsQuery(client));
  return (
    <div className="grid min-w-0 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="flex min-w-0 flex-col gap-4">
        {agent.examples.length > 0 && <AgentExamples agent={agent} />}
        <Panel title={agentsText.instructions}>
          <div className="max-w-3xl">
            <Markdown text={agent.instructions} />
          </div>
        </Panel>
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <Panel title={agentsText.definition}>
          <KeyValue items={toKindFacts(agent, agents.data ?? [])} />
        </Panel>
        <Panel title={agentsText.toolsAndEffects}>
          <KeyValue items={toEffectFacts(agent)} />
        </Panel>
        <Panel title={agentsText.models}>
          <KeyValue items={toPolicyFacts(agent)} />
        </Panel>
      </div>
    </div>
  );
}
