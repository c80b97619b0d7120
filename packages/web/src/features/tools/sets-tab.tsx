import { useQuery } from '@tanstack/react-query';
import type { ToolSetView } from '@tutti/protocol/api';
import { useServices } from '../../client/services-context.tsx';
import { toolSetsQuery } from '../../client/tool-queries.ts';
import { AgentName } from '../../domain/agent-name.tsx';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { sharedText } from '../../strings/shared.ts';
import { toolsText as text } from '../../strings/tools.ts';
import { Badge } from '../../ui/badge.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { PageBody } from '../../ui/page-body.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

const TONE = { ready: 'success', not_configured: 'neutral', unavailable: 'danger' } as const;

/** The tools that are there without a server: which, what they may cause, what to set for them, and who uses them. */
export function SetsTab() {
  const { client } = useServices();
  const { data, error, refetch } = useQuery(toolSetsQuery(client));
  return (
    <PageBody>
      <p className="pt-4 text-muted">{text.setsIntro}</p>
      {!data && !error && <Skeleton lines={6} />}
      {!data && error && <RefusalState error={error} onRetry={() => refetch()} />}
      <ul aria-label={text.tab.sets} className="flex min-w-0 flex-col gap-3">
        {data?.items.map((set) => (
          <SetCard key={set.name} set={set} />
        ))}
      </ul>
    </PageBody>
  );
}

function SetCard({ set: { name, state, problem, tools, agents } }: { set: ToolSetView }) {
  return (
    <li
      data-set={name}
      data-state={state}
      className="flex min-w-0 flex-col gap-2 rounded-lg border border-line bg-surface px-4 py-3"
    >
      <div className="flex min-w-0 flex-wrap items-center gap-2">
        <h2 className="min-w-0 font-mono text-sm font-medium [overflow-wrap:anywhere]">{name}</h2>
        <Badge tone={TONE[state]}>{text.setState[state]}</Badge>
      </div>
      {problem && (
        <p className="[overflow-wrap:anywhere]">
          {problem.message} {state === 'unavailable' && problem.remedy}
        </p>
      )}
      {tools.length > 0 && (
        <Disclosure summary={text.toolsOf(tools.length)}>
          <ul className="flex min-w-0 flex-col divide-y divide-line">
            {tools.map((tool) => (
              <SetTool key={tool.tool} tool={tool} />
            ))}
          </ul>
        </Disclosure>
      )}
      {agents.length === 0 ? (
        <p className="text-xs text-muted">{text.noAgents}</p>
      ) : (
        <Disclosure summary={text.agentsOf(agents.length)}>
          <ul className="flex min-w-0 flex-wrap gap-x-3 gap-y-1">
            {agents.map((agent) => (
              <li key={agent}>
                <AgentName agent={agent} />
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </li>
  );
}

function SetTool({ tool: { tool, description, effect } }: { tool: ToolSetView['tools'][number] }) {
  return (
    <li className="flex min-w-0 flex-col gap-1 py-2">
      <div className="flex min-w-0 flex-wrap items-center gap-2">
        <code className="min-w-0 font-mono text-xs font-medium break-all">{tool}</code>
        <span title={sharedText.effect[effect]} className="inline-flex">
          <Badge tone={effect === 'irreversible' ? 'attention' : 'neutral'}>{text.effect[effect]}</Badge>
        </span>
      </div>
      {description !== '' && (
        <p className="text-xs whitespace-pre-wrap text-muted [overflow-wrap:anywhere]">{description}</p>
      )}
    </li>
  );
}
