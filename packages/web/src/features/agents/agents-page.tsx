import { useQuery } from '@tanstack/react-query';
import { type AgentView, findAgents } from '@tutti/protocol/api';
import { useSearch } from '@tanstack/react-router';
import { Bot, Plus } from 'lucide-react';
import { retiredAgentsQuery } from '../../client/agent-queries.ts';
import { agentsQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { useMayManage } from '../../domain/use-may-manage.ts';
import { agentEditorText } from '../../strings/agent-editor.ts';
import { agentHistoryText } from '../../strings/agent-history.ts';
import { agentsText } from '../../strings/agents.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ButtonLink } from '../../ui/button-link.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageBody } from '../../ui/page-body.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RowLink } from '../../ui/row-link.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { AgentFilters } from './agent-filters.tsx';
import { useAgentFilter } from './use-agent-filter.ts';

/** Files, people and other servers bring and change agents. */
const EVERY_MS = 10_000;

export function AgentsPage() {
  const { client } = useServices();
  const { retired = false } = useSearch({ from: '/shell/ui/agents' });
  const mayManage = useMayManage();
  const inUse = useQuery({ ...agentsQuery(client), refetchInterval: EVERY_MS });
  const outOfUse = useQuery({ ...retiredAgentsQuery(client), enabled: retired });
  const agents = retired ? outOfUse : inUse;
  const { filter, change, clear } = useAgentFilter();
  const all = agents.data ?? [];
  const { text, suite, category, capability } = filter;
  const found = findAgents(all, {
    text,
    suite: suite || undefined,
    category: category || undefined,
    capability: capability || undefined,
  });
  return (
    <>
      <PageHeader
        title={agentsText.title}
        meta={agentsText.intro}
        actions={
          <>
            <TextLink to="/ui/agents" search={retired ? {} : { retired: true }}>
              {retired ? agentsText.inUse : agentsText.retired}
            </TextLink>
            {mayManage && (
              <ButtonLink to="/ui/new-agent" variant="primary" icon={Plus}>
                {agentEditorText.newAgent}
              </ButtonLink>
            )}
          </>
        }
      />
      <PageBody>
        <AgentFilters filter={filter} onChange={change} agents={all} />
        {agents.isPending && (
          <Panel flush>
            <Skeleton lines={8} />
          </Panel>
        )}
        {agents.isError && !agents.data && <RefusalState error={agents.error} onRetry={() => agents.refetch()} />}
        {agents.data && (
          <p role="status" className="text-xs text-muted">
            {agentsText.count(found.length, all.length)}
          </p>
        )}
        {agents.data && found.length === 0 && (
          <Panel flush>
            <EmptyState
              icon={Bot}
              title={agentsText.none}
              body={agentsText.noneBody}
              action={<Button onClick={clear}>{agentsText.clear}</Button>}
            />
          </Panel>
        )}
        {groupByCategory(found).map(([name, members]) => (
          <Panel key={name} title={name} meta={<span className="text-xs text-muted">{members.length}</span>} flush>
            <ul aria-label={name} className="divide-y divide-line">
              {members.map((agent) => (
                <AgentLine key={agent.id} agent={agent} />
              ))}
            </ul>
          </Panel>
        ))}
      </PageBody>
    </>
  );
}

function groupByCategory(agents: readonly AgentView[]) {
  const groups = Map.groupBy(agents, ({ category = agentsText.noCategory }) => category);
  return [...groups].toSorted(([one], [other]) => one.localeCompare(other));
}

function AgentLine({ agent: { id, purpose, product, kind } }: { agent: AgentView }) {
  return (
    <li className="relative flex flex-col gap-x-4 gap-y-0.5 px-4 py-2 transition-colors hover:bg-hover lg:flex-row lg:items-baseline">
      <span className="flex min-w-0 flex-wrap items-center gap-x-2 lg:w-72 lg:shrink-0">
        <RowLink to="/ui/agents/$agent" params={{ agent: id }}>
          {id}
        </RowLink>
        {product !== undefined && <Badge>{product}</Badge>}
        {kind === 'edited' && <Badge tone="info">{agentHistoryText.kind.edited}</Badge>}
      </span>
      <span className="min-w-0 flex-1">{purpose}</span>
    </li>
  );
}
