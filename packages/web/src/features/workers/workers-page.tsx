import { useQuery } from '@tanstack/react-query';
import type { WorkerId } from '@tutti/protocol';
import { drivesRuns, type WorkerView } from '@tutti/protocol/api';
import { Cpu } from 'lucide-react';
import { useState } from 'react';
import { workersQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { useMayManage } from '../../domain/use-may-manage.ts';
import { systemText } from '../../strings/system.ts';
import { workersText } from '../../strings/workers.ts';
import { Banner } from '../../ui/banner.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageBody } from '../../ui/page-body.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { sumWorkers } from './sum-workers.ts';
import { COLUMNS, WorkerRow } from './worker-row.tsx';

export function WorkersPage() {
  const mayManage = useMayManage();
  return (
    <>
      <PageHeader title={workersText.title} meta={workersText.intro} />
      <PageBody>
        {mayManage === false ? (
          <Panel>
            <p className="text-muted">{systemText.noRight}</p>
          </Panel>
        ) : (
          <Workers isKnown={mayManage === true} />
        )}
      </PageBody>
    </>
  );
}

function Workers({ isKnown }: { isKnown: boolean }) {
  const { client } = useServices();
  const { data, error, refetch } = useQuery({ ...workersQuery(client), enabled: isKnown });
  const items = data?.items ?? [];
  const { atWork, driving } = sumWorkers(items);
  return (
    <>
      {items.length > 0 && !items.some(drivesRuns) && <Banner tone="attention">{workersText.noneDrives}</Banner>}
      {data && error && <Banner tone="neutral">{workersText.old}</Banner>}
      <Panel title={data ? workersText.sum(atWork, driving) : workersText.list} flush>
        {!data && !error && <Skeleton lines={4} />}
        {!data && error && <RefusalState error={error} onRetry={() => refetch()} />}
        {data && items.length === 0 && <EmptyState icon={Cpu} title={workersText.none} body={workersText.noneBody} />}
        {items.length > 0 && <List items={items} />}
      </Panel>
    </>
  );
}

function List({ items }: { items: readonly WorkerView[] }) {
  const [open, setOpen] = useState<ReadonlySet<WorkerId>>(new Set());
  const toggle = (worker: WorkerId) => {
    const next = new Set(open);
    if (!next.delete(worker)) next.add(worker);
    setOpen(next);
  };
  return (
    <>
      <Heads />
      <ul aria-label={workersText.list} className="divide-y divide-line">
        {items.map((view) => (
          <WorkerRow key={view.worker} view={view} open={open.has(view.worker)} onToggle={() => toggle(view.worker)} />
        ))}
      </ul>
    </>
  );
}

/** For the eye: each figure says by itself what it is. */
function Heads() {
  const { worker, state, runs, heard, taken, lost } = workersText.column;
  return (
    <div
      aria-hidden
      className={`hidden h-8 items-center border-b border-line px-4 text-xs font-medium text-muted md:grid ${COLUMNS}`}
    >
      <span>{worker}</span>
      <span>{state}</span>
      <span className="text-right">{runs}</span>
      <span className="text-right">{heard}</span>
      <span className="hidden text-right lg:inline">{taken}</span>
      <span className="hidden text-right lg:inline">{lost}</span>
    </div>
  );
}
