import { useQuery } from '@tanstack/react-query';
import { fewRunsQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { homeText } from '../../strings/home.ts';
import { PageBody } from '../../ui/page-body.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { RehearsalLine } from './rehearsal-line.tsx';
import { RunsSection } from './runs-section.tsx';
import { Start } from './start.tsx';
import { WaitsSection } from './waits-section.tsx';

export function HomePage() {
  const { client } = useServices();
  const any = useQuery(fewRunsQuery(client, [], 1));
  const isNew = any.data?.items.length === 0;
  return (
    <>
      <PageHeader title={homeText.title} meta={<RehearsalLine />} />
      <PageBody>
        {any.isPending && <Skeleton lines={8} />}
        {any.isError && !any.data && <RefusalState error={any.error} onRetry={() => any.refetch()} />}
        {any.data && (isNew ? <Start /> : <Sections />)}
      </PageBody>
    </>
  );
}

function Sections() {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <WaitsSection />
      <div className="flex min-w-0 flex-col gap-4">
        <RunsSection title={homeText.running} none={homeText.runningNone} status={['running', 'queued', 'paused']} />
        <RunsSection title={homeText.failed} none={homeText.failedNone} status={['failed', 'quarantined']} />
        <RunsSection title={homeText.recent} none={homeText.recentNone} status={['completed', 'cancelled']} />
      </div>
    </div>
  );
}
