import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { CostsBy } from '@tutti/protocol/api';
import { Coins } from 'lucide-react';
import { costsQuery } from '../../client/money-queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { useRehearsal } from '../../domain/use-rehearsal.ts';
import { costsText as text } from '../../strings/costs.ts';
import { Banner } from '../../ui/banner.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SegmentedControl } from '../../ui/segmented-control.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useNow } from '../../ui/use-now.ts';
import { CostsTable } from './costs-table.tsx';
import { DayChart } from './day-chart.tsx';
import { type Period, PERIODS, toFrom } from './periods.ts';
import { Totals } from './totals.tsx';

const MINUTE_MS = 60_000;

/** What was spent, for a time and by what one wants to know. Every figure is one of the server's. */
export function CostsTab() {
  const { period = 'days30', by = 'agent' } = useSearch({ from: '/shell/ui/costs' });
  const navigate = useNavigate();
  const { client } = useServices();
  const now = useNow(MINUTE_MS);
  const from = toFrom(period, now);
  const days = useQuery(costsQuery(client, { by: 'day', from }));
  const change = (changes: { period?: Period; by?: CostsBy }) =>
    void navigate({ to: '/ui/costs', search: { period, by, ...changes }, replace: true, resetScroll: false });
  return (
    <div className="flex min-w-0 flex-col gap-4 pt-3 pb-6">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <SegmentedControl
          label={text.period}
          options={PERIODS.map((value) => ({ value, label: text.periods[value] }))}
          value={period}
          onChange={(chosen) => change({ period: chosen })}
        />
        <span className="text-xs text-muted">{text.utc}</span>
      </div>
      {days.data && days.error && <Banner tone="neutral">{text.old}</Banner>}
      {!days.data && days.error && <RefusalState error={days.error} onRetry={() => days.refetch()} />}
      {!days.data && !days.error && <Skeleton lines={10} />}
      {days.data && days.data.total.calls === 0 && <None />}
      {days.data && days.data.total.calls > 0 && (
        <>
          <Totals total={days.data.total} />
          <DayChart costs={days.data} from={from} now={now} />
          <Sums by={by} from={from} onBy={(chosen) => change({ by: chosen })} />
        </>
      )}
    </div>
  );
}

function None() {
  const isRehearsing = useRehearsal();
  return (
    <Panel>
      <EmptyState icon={Coins} title={text.none} body={isRehearsing ? text.rehearsing : text.noneBody} />
    </Panel>
  );
}

interface SumsProps {
  readonly by: CostsBy;
  readonly from: string | undefined;
  readonly onBy: (by: CostsBy) => void;
}

function Sums({ by, from, onBy }: SumsProps) {
  const { client } = useServices();
  const { data, error, refetch } = useQuery(costsQuery(client, { by, from }));
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <SegmentedControl
        label={text.byLabel}
        showLabel
        options={CostsBy.options.map((value) => ({ value, label: text.by[value] }))}
        value={by}
        onChange={onBy}
      />
      {!data && error && <RefusalState error={error} onRetry={() => refetch()} />}
      {!data && !error && <Skeleton lines={6} />}
      {data && <CostsTable costs={data} />}
    </div>
  );
}
