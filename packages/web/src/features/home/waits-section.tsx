import { useInfiniteQuery } from '@tanstack/react-query';
import { approvalsQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { ApprovalCard } from '../../domain/approval-card.tsx';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { homeText } from '../../strings/home.ts';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextLink } from '../../ui/text-link.tsx';

const SHOWN = 3;

export function WaitsSection() {
  const { client } = useServices();
  const approvals = useInfiniteQuery(approvalsQuery(client));
  const items = approvals.data?.pages.flatMap((page) => page.items) ?? [];
  const action = (
    <TextLink plain to="/ui/approvals">
      {homeText.allApprovals}
    </TextLink>
  );
  return (
    <Panel title={homeText.waits} actions={items.length > SHOWN ? action : undefined} flush>
      {approvals.isPending && <Skeleton lines={3} />}
      {approvals.isError && !approvals.data && (
        <RefusalState error={approvals.error} onRetry={() => approvals.refetch()} />
      )}
      {approvals.isSuccess && items.length === 0 && <p className="px-4 py-3 text-muted">{homeText.waitsNone}</p>}
      {items.length > 0 && (
        <div className="flex flex-col gap-2 p-2">
          {items.slice(0, SHOWN).map((view) => (
            <ApprovalCard key={view.approval} view={view} />
          ))}
        </div>
      )}
    </Panel>
  );
}
