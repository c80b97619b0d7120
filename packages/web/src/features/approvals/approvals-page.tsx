import { useInfiniteQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { approvalsQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { ApprovalCard } from '../../domain/approval-card.tsx';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { approvalsText } from '../../strings/approvals.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { PageBody } from '../../ui/page-body.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

export function ApprovalsPage() {
  const { client } = useServices();
  const approvals = useInfiniteQuery(approvalsQuery(client));
  const items = approvals.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHeader title={approvalsText.title} meta={approvalsText.intro} />
      <PageBody narrow>
        {approvals.isPending && <Skeleton lines={6} />}
        {approvals.isError && items.length === 0 && (
          <RefusalState error={approvals.error} onRetry={() => approvals.refetch()} />
        )}
        {approvals.isSuccess && items.length === 0 && (
          <Panel>
            <EmptyState icon={CircleCheck} title={approvalsText.empty} body={approvalsText.emptyBody} />
          </Panel>
        )}
        {items.length > 0 && <h2 className="sr-only">{approvalsText.meta(items.length)}</h2>}
        {items.map((view) => (
          <ApprovalCard key={view.approval} view={view} />
        ))}
        {approvals.hasNextPage && (
          <LoadMore hasMore busy={approvals.isFetchingNextPage} onMore={() => approvals.fetchNextPage()} />
        )}
      </PageBody>
    </>
  );
}
