import { useQuery } from '@tanstack/react-query';
import { toVisibleText } from '@tutti/protocol';
import type { AgentDetails } from '@tutti/protocol/api';
import { agentsQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { agentsText } from '../../strings/agents.ts';
import { KeyValue } from '../../ui/key-value.tsx';
import { Markdown } from '../../ui/markdown.tsx';
import { Panel } from '../../ui/panel.tsx';
import { AgentExamples } from './agent-examples.tsx';
import { toEffectFacts, toKindFacts, toPolicyFacts } from './agent-facts.tsx';

export function AboutTab({ agent }: { readonly agent: AgentDetails }) {
  const { client } = useServices();
  const agents = useQuery(agentsQuery(client));
  const canBeAsked = agent.source?.kind !== 'retired';
  return (
    <div className="grid min-w-0 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="flex min-w-0 flex-col gap-4">
        {agent.examples.length > 0 && canBeAsked && <AgentExamples agent={agent} />}
        <Panel title={agentsText.instructions}>
          <div className="max-w-3xl">
            <Markdown text={toVisibleText(agent.instructions)} />
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
