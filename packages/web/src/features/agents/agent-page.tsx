import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type Agent, AgentId } from '@tutti/protocol';
import { Plus } from 'lucide-react';
import { agentQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { agentsText } from '../../strings/agents.ts';
import { moneyText } from '../../strings/money.ts';
import { Badge } from '../../ui/badge.tsx';
import { ButtonLink } from '../../ui/button-link.tsx';
import { type Fact, KeyValue } from '../../ui/key-value.tsx';
import { Markdown } from '../../ui/markdown.tsx';
import { PageBody } from '../../ui/page-body.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextLink } from '../../ui/text-link.tsx';

export function AgentPage() {
  const { agent: name } = useParams({ from: '/shell/ui/agents/$agent' });
  const { client } = useServices();
  // The server says what is wrong with a name that no agent has.
  const { data, error, refetch } = useQuery(agentQuery(client, AgentId.safeParse(name).data ?? (name as AgentId)));
  return (
    <>
      <PageHeader
        title={name}
        meta={data?.purpose}
        above={
          <TextLink plain to="/ui/agents">
            {agentsText.all}
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
  return (
    <div className="grid min-w-0 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <Panel title={agentsText.instructions}>
        <div className="max-w-3xl">
          <Markdown text={agent.instructions} />
        </div>
      </Panel>
      <Panel title={agentsText.definition}>
        <KeyValue items={toFacts(agent)} />
      </Panel>
    </div>
  );
}

function toFacts(agent: Agent): Fact[] {
  const { version, runtime, capabilities, tools, models, maxCallsPerTurn } = agent;
  return [
    { label: agentsText.version, value: version },
    { label: agentsText.runtime, value: agentsText.runtimeName[runtime] },
    { label: agentsText.capabilities, value: <Names names={capabilities} /> },
    { label: agentsText.tools, value: tools.length > 0 ? <Names names={tools} /> : agentsText.noTools },
    ...toPolicy(agent),
    { label: agentsText.maxOutput, value: agentsText.tokens(models.maxOutputTokens.toLocaleString('en')) },
    { label: agentsText.maxCalls, value: maxCallsPerTurn },
  ];
}

/** Which models answer for it, and which do not. */
function toPolicy({ id, models: { prefer, fallback, otherwise, paid, complexity, cache } }: Agent): Fact[] {
  return [
    { label: agentsText.models, value: prefer.length > 0 ? <Names names={prefer} /> : agentsText.anyModel },
    ...(fallback.length > 0 ? [{ label: agentsText.fallback, value: <Names names={fallback} /> }] : []),
    ...(prefer.length > 0 ? [{ label: agentsText.otherwise, value: agentsText.otherwiseMeans[otherwise] }] : []),
    { label: agentsText.paid, value: agentsText.paidMeans[paid] },
    {
      label: moneyText.complexityLabel,
      value: complexity === 'auto' ? agentsText.complexityAuto : moneyText.complexity[complexity],
    },
    ...(cache ? [{ label: agentsText.cache, value: agentsText.cacheMeans }] : []),
    {
      label: agentsText.which,
      value: (
        <TextLink to="/ui/models" search={{ tab: 'which', agent: id }}>
          {agentsText.askWhich}
        </TextLink>
      ),
    },
  ];
}

function Names({ names }: { names: readonly string[] }) {
  return (
    <span className="flex flex-wrap gap-1">
      {names.map((name) => (
        <Badge key={name}>{name}</Badge>
      ))}
    </span>
  );
}
