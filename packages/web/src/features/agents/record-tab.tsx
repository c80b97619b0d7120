import { useQuery } from '@tanstack/react-query';
import type { AgentRecordView } from '@tutti/protocol/api';
import { History } from 'lucide-react';
import { agentRecordQuery } from '../../client/agent-queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { formatCount, formatMoney } from '../../domain/format-numbers.ts';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { RehearsalMark } from '../../domain/rehearsal-mark.tsx';
import { RunStatusBadge } from '../../domain/run-status-badge.tsx';
import { agentHistoryText as text } from '../../strings/agent-history.ts';
import { Duration } from '../../ui/duration.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { type Fact, KeyValue } from '../../ui/key-value.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RowLink } from '../../ui/row-link.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Time } from '../../ui/time.tsx';

export function RecordTab({ agent }: { readonly agent: string }) {
  const { client } = useServices();
  const { data, error, refetch } = useQuery(agentRecordQuery(client, agent));
  if (error && !data) return <RefusalState error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton lines={6} />;
  if (data.runs === 0)
    return (
      <Panel flush>
        <EmptyState icon={History} title={text.noRecord} body={text.noRecordBody} />
      </Panel>
    );
  return (
    <div className="grid min-w-0 items-start gap-4 lg:grid-cols-[24rem_minmax(0,1fr)]">
      <Panel title={text.record}>
        <p className="mb-3 text-xs text-muted">{text.recordIntro}</p>
        <KeyValue items={toFacts(data)} />
      </Panel>
      <Panel title={text.lastRuns} flush>
        <ul aria-label={text.lastRuns} className="divide-y divide-line">
          {data.last.map((run) => (
            <li key={run.run} className="relative flex min-w-0 flex-col gap-0.5 px-4 py-2 hover:bg-hover">
              <div className="flex min-w-0 items-center gap-2">
                <span className="min-w-0 flex-1 truncate" title={run.title}>
                  <RowLink to="/ui/runs/$run" params={{ run: run.run }}>
                    {run.title}
                  </RowLink>
                </span>
                {run.rehearsed && <RehearsalMark small />}
                <span className="shrink-0 text-xs text-muted">
                  <Time at={run.at} relative />
                </span>
              </div>
              <div className="flex flex-wrap items-center gap-x-3 text-xs text-muted">
                <span className="text-text">
                  <RunStatusBadge status={run.status} />
                </span>
                <Duration ms={run.workedMs} />
                <span>{formatMoney(run.usd)}</span>
              </div>
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}

function toFacts(record: AgentRecordView): Fact[] {
  const { runs, more, completed, failed, cancelled, open, rehearsed, medianMs } = record;
  return [
    { label: text.runs, value: text.runsOf(runs, more) },
    { label: text.ended, value: text.ends(completed, failed, cancelled) },
    { label: text.open, value: open },
    ...(rehearsed > 0 ? [{ label: text.rehearsed, value: rehearsed }] : []),
    ...(medianMs === undefined ? [] : [{ label: text.median, value: <Duration ms={medianMs} /> }]),
    { label: text.modelCalls, value: formatCount(record.modelCalls) },
    { label: text.tokens, value: text.tokensOf(formatCount(record.inputTokens), formatCount(record.outputTokens)) },
    { label: text.cost, value: formatMoney(record.usd) },
    { label: text.toolCalls, value: text.toolCallsOf(record.toolCalls, record.failedToolCalls) },
    { label: text.denied, value: record.denied },
    { label: text.rejected, value: record.rejected },
  ];
}
