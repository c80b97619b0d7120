import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { toVisibleText } from '@tutti/protocol';
import type { AgentDetails, AgentVersionView } from '@tutti/protocol/api';
import { agentDiffQuery, agentVersionQuery, agentVersionsQuery } from '../../../client/agent-queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { RefusalState } from '../../../domain/refusal-state.tsx';
import { agentHistoryText as text } from '../../../strings/agent-history.ts';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { Disclosure } from '../../../ui/disclosure.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Select } from '../../../ui/select.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { DefinitionDiff } from './definition-diff.tsx';
import { VersionRow } from './version-row.tsx';

interface Sides {
  readonly to: number;
  readonly from: number | 'base' | undefined;
}

export function VersionsTab({ agent }: { readonly agent: AgentDetails }) {
  const { client } = useServices();
  const { data: versions, error, refetch } = useQuery(agentVersionsQuery(client, agent.id));
  const { version, from } = useSearch({ from: '/shell/ui/agents/$agent' });
  const navigate = useNavigate();
  if (error && !versions) return <RefusalState error={error} onRetry={() => refetch()} />;
  if (!versions) return <Skeleton lines={6} />;
  const sides = toSides(versions, { version, from });
  const show = ({ to, from: other }: Sides) =>
    void navigate({
      to: '/ui/agents/$agent',
      params: { agent: agent.id },
      search: { tab: 'versions', version: to, ...(other !== undefined && { from: other }) },
      replace: true,
      resetScroll: false,
    });
  return (
    <div className="grid min-w-0 items-start gap-4 lg:grid-cols-[24rem_minmax(0,1fr)]">
      <Panel title={text.versions} flush>
        <ul aria-label={text.versions} className="divide-y divide-line">
          {versions.map((each) => (
            <VersionRow
              key={each.number}
              agent={agent}
              version={each}
              selected={each.number === sides.to}
              onCompare={() => show({ to: each.number, from: undefined })}
            />
          ))}
        </ul>
      </Panel>
      <Comparison agent={agent} versions={versions} sides={sides} onChange={show} />
    </div>
  );
}

/** What the address asks for, as far as there is such a version. */
function toSides(
  versions: readonly AgentVersionView[],
  asked: { readonly version: number | undefined; readonly from: number | 'base' | undefined },
): Sides {
  const numbers = versions.map(({ number }) => number);
  const current = versions.find((each) => each.current)?.number ?? numbers[0] ?? 1;
  const to = asked.version !== undefined && numbers.includes(asked.version) ? asked.version : current;
  return { to, from: asked.from };
}

interface ComparisonProps {
  readonly agent: AgentDetails;
  readonly versions: readonly AgentVersionView[];
  readonly sides: Sides;
  readonly onChange: (sides: Sides) => void;
}

function Comparison({ agent, versions, sides, onChange }: ComparisonProps) {
  const { client } = useServices();
  const { to, from } = sides;
  const wish = { to, ...(from !== undefined && { from }) };
  const { data: diff, error, refetch } = useQuery(agentDiffQuery(client, agent.id, wish));
  const whole = useQuery(agentVersionQuery(client, agent.id, to));
  const options = versions.map(({ number, kind }) => ({ value: String(number), label: text.option(number, kind) }));
  const instead = agent.source?.instead;
  const base = instead ? [{ value: 'base', label: text.base[instead] }] : [];
  const none = diff?.from === 0 && from !== 'base' ? [{ value: '0', label: text.nothing }] : [];
  const chosen = from === undefined ? String(diff?.from ?? '') : String(from);
  return (
    <Panel title={text.difference}>
      <div className="flex min-w-0 flex-col gap-3">
        <div className="grid gap-3 sm:grid-cols-2">
          <Select
            label={text.from}
            options={[...base, ...options, ...none]}
            value={chosen}
            onChange={(value) => onChange({ to, from: value === 'base' ? value : Number(value) || undefined })}
          />
          <Select
            label={text.to}
            options={options}
            value={String(to)}
            onChange={(value) => onChange({ to: Number(value), from })}
          />
        </div>
        {error && !diff && <RefusalState error={error} onRetry={() => refetch()} />}
        {!diff && !error && <Skeleton lines={5} />}
        {diff && <DefinitionDiff agent={agent.id} diff={diff} />}
        {whole.data && (
          <Disclosure summary={text.whole(to)}>
            <CodeBlock text={toVisibleText(whole.data.text)} label={text.file(agent.id)} wrap />
          </Disclosure>
        )}
      </div>
    </Panel>
  );
}
