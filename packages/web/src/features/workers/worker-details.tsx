import { useQuery } from '@tanstack/react-query';
import type { WorkerView } from '@tutti/protocol/api';
import { workerRunsQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { RunLine } from '../../domain/run-line.tsx';
import { workersText } from '../../strings/workers.ts';
import { type Fact, KeyValue } from '../../ui/key-value.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Time } from '../../ui/time.tsx';

/** What a worker drives at this moment, and what it says of itself. */
export function WorkerDetails({ view }: { view: WorkerView }) {
  return (
    <div className="grid min-w-0 items-start gap-x-6 gap-y-3 py-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <section aria-label={workersText.drives} className="min-w-0">
        <h3 className="px-4 pb-1 text-xs font-medium text-muted">{workersText.drives}</h3>
        <Runs view={view} />
      </section>
      <div className="min-w-0 px-4">
        <KeyValue items={toFacts(view)} />
      </div>
    </div>
  );
}

function Runs({ view: { worker, driving } }: { view: WorkerView }) {
  const { client } = useServices();
  const { data, error, refetch } = useQuery(workerRunsQuery(client, worker));
  if (!data) return error ? <RefusalState error={error} onRetry={() => refetch()} /> : <Skeleton lines={2} />;
  const { items, next } = data;
  // Both lists are of their own moment: a run that has just ended is no run of others.
  const others = next === null ? 0 : driving - items.length;
  return (
    <>
      {items.length === 0 && <p className="px-4 text-muted">{workersText.drivesNone}</p>}
      {items.length > 0 && (
        <ul className="divide-y divide-line">
          {items.map((run) => (
            <RunLine key={run.run} view={run} />
          ))}
        </ul>
      )}
      {others > 0 && <p className="px-4 pt-1 text-xs text-muted">{workersText.drivesMore(others)}</p>}
    </>
  );
}

function toFacts({ worker, pid, host, url, build, programs, startedAt, endedAt, endedBy }: WorkerView): Fact[] {
  const facts: (Fact | false)[] = [
    { label: workersText.process, value: <span className="break-all">{workersText.processOf(pid, host)}</span> },
    url !== undefined && { label: workersText.address, value: <span className="break-all">{url}</span> },
    { label: workersText.build, value: <code className="font-mono text-xs break-all">{build}</code> },
    programs.length > 0 && {
      label: workersText.programs,
      value: <code className="font-mono text-xs break-all">{programs.join(', ')}</code>,
    },
    { label: workersText.began, value: <Time at={startedAt} /> },
    endedAt !== undefined && { label: workersText.endedAt, value: <Time at={endedAt} /> },
    endedBy !== undefined && { label: workersText.endedBy, value: <span className="break-all">{endedBy}</span> },
    { label: workersText.id, value: <code className="font-mono text-xs break-all">{worker}</code> },
  ];
  return facts.filter((fact) => typeof fact === 'object');
}
