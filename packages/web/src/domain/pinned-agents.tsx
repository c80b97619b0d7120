import { useQuery } from '@tanstack/react-query';
import type { Payload, RunId } from '@tutti/protocol';
import * as z from 'zod';
import { payloadQuery } from '../client/queries.ts';
import { useServices } from '../client/services-context.tsx';
import { agentHistoryText as text } from '../strings/agent-history.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { TextLink } from '../ui/text-link.tsx';
import { RefusalState } from './refusal-state.tsx';

const Pins = z.object({
  agents: z.array(z.object({ id: z.string(), version: z.int().positive(), purpose: z.string() })),
});

/** The agents that a run was begun with, as they were then. */
export function PinnedAgents({ run, pins }: { readonly run: RunId; readonly pins: Payload }) {
  const { client } = useServices();
  const hash = 'blob' in pins ? pins.blob : undefined;
  const { data, error, refetch } = useQuery({
    ...payloadQuery(client, run, hash ?? ('' as never)),
    enabled: hash !== undefined,
  });
  const value = 'value' in pins ? pins.value : data?.value;
  if (error && value === undefined) return <RefusalState error={error} onRetry={() => refetch()} />;
  if (value === undefined) return <Skeleton lines={2} />;
  const parsed = Pins.safeParse(value);
  if (!parsed.success) return <p className="text-muted">{text.noPins}</p>;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <ul aria-label={text.agentsOfRun} className="flex flex-col gap-1.5">
        {parsed.data.agents.map(({ id, version, purpose }) => (
          <li key={id} className="min-w-0">
            <TextLink to="/ui/agents/$agent" params={{ agent: id }} search={{ tab: 'versions', version }}>
              {id}
            </TextLink>{' '}
            <span className="text-muted">{text.pinnedVersion(version)}</span>
            <p dir="auto" className="text-xs text-muted [overflow-wrap:anywhere]">
              {purpose}
            </p>
          </li>
        ))}
      </ul>
      <p className="text-xs text-muted">{text.pinned}</p>
    </div>
  );
}
