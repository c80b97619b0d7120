import { useQuery } from '@tanstack/react-query';
import type { AgentView } from '@tutti/protocol/api';
import { Bot } from 'lucide-react';
import { useState } from 'react';
import { agentsQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { agentsText } from '../../strings/agents.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageBody } from '../../ui/page-body.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RowLink } from '../../ui/row-link.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Toolbar } from '../../ui/toolbar.tsx';

export function AgentsPage() {
  const { client } = useServices();
  const agents = useQuery(agentsQuery(client));
  const [text, setText] = useState('');
  const [capability, setCapability] = useState('');
  const all = agents.data ?? [];
  const found = findAgents(all, text, capability);
  const capabilities = [...new Set(all.flatMap((agent) => agent.capabilities))].toSorted();
  const clear = () => {
    setText('');
    setCapability('');
  };
  return (
    <>
      <PageHeader title={agentsText.title} meta={agentsText.intro} />
      <PageBody>
        <Toolbar label={agentsText.search}>
          <div className="min-w-0 flex-1 basis-48 sm:max-w-80">
            <SearchField
              label={agentsText.search}
              placeholder={agentsText.searchPlaceholder}
              value={text}
              onChange={setText}
            />
          </div>
          <div className="w-48">
            <Select
              label={agentsText.capability}
              hideLabel
              options={[
                { value: '', label: agentsText.allCapabilities },
                ...capabilities.map((one) => ({ value: one, label: one })),
              ]}
              value={capability}
              onChange={setCapability}
            />
          </div>
        </Toolbar>
        <Panel flush>
          {agents.isPending && <Skeleton lines={8} />}
          {agents.isError && !agents.data && <RefusalState error={agents.error} onRetry={() => agents.refetch()} />}
          {agents.data && found.length === 0 && (
            <EmptyState
              icon={Bot}
              title={agentsText.none}
              body={agentsText.noneBody}
              action={<Button onClick={clear}>{agentsText.clear}</Button>}
            />
          )}
          {found.length > 0 && (
            <ul aria-label={agentsText.list} className="divide-y divide-line">
              {found.map((agent) => (
                <AgentLine key={agent.id} agent={agent} />
              ))}
            </ul>
          )}
        </Panel>
      </PageBody>
    </>
  );
}

function AgentLine({ agent: { id, purpose, capabilities } }: { agent: AgentView }) {
  return (
    <li className="relative flex flex-col gap-x-4 gap-y-0.5 px-4 py-2 transition-colors hover:bg-hover sm:flex-row sm:items-baseline">
      <span className="w-32 shrink-0">
        <RowLink to="/ui/agents/$agent" params={{ agent: id }}>
          {id}
        </RowLink>
      </span>
      <span className="min-w-0 flex-1">{purpose}</span>
      <span className="min-w-0 text-xs text-muted sm:max-w-[40%] sm:text-right">{capabilities.join(', ')}</span>
    </li>
  );
}

function findAgents(agents: readonly AgentView[], text: string, capability: string): readonly AgentView[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return agents.filter(({ id, purpose, capabilities }) => {
    if (capability !== '' && !capabilities.includes(capability)) return false;
    const searched = [id, purpose, ...capabilities].join(' ').toLowerCase();
    return words.every((word) => searched.includes(word));
  });
}
