import { useQuery } from '@tanstack/react-query';
import { Plus, Wrench } from 'lucide-react';
import { useState } from 'react';
import { useServices } from '../../client/services-context.tsx';
import { toolServersQuery } from '../../client/tool-queries.ts';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { useMayManage } from '../../domain/use-may-manage.ts';
import { toolsText as text } from '../../strings/tools.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageBody } from '../../ui/page-body.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { AddServerDialog } from './add-server-dialog.tsx';
import { ServerCard } from './server-card.tsx';

/** Servers of tools with their health, what they have, and what of it is approved. */
export function ServersTab() {
  const { client } = useServices();
  const mayManage = useMayManage() === true;
  const { data, error, refetch } = useQuery(toolServersQuery(client));
  const [isAdding, setIsAdding] = useState(false);
  const items = data?.items ?? [];
  const add = mayManage && (
    <Button icon={Plus} variant="primary" onClick={() => setIsAdding(true)}>
      {text.add}
    </Button>
  );
  return (
    <PageBody>
      <div className="flex flex-wrap items-center gap-3 pt-4">
        <p className="min-w-0 flex-1 basis-72 text-muted">{text.serversIntro}</p>
        {add}
      </div>
      {data && error && <Banner tone="neutral">{text.old}</Banner>}
      {!data && !error && <Skeleton lines={6} />}
      {!data && error && <RefusalState error={error} onRetry={() => refetch()} />}
      {data && items.length === 0 && (
        <Panel>
          <EmptyState icon={Wrench} title={text.none} body={text.noneBody} />
        </Panel>
      )}
      <ul aria-label={text.servers} className="flex min-w-0 flex-col gap-4">
        {items.map((view) => (
          <ServerCard key={view.server} view={view} />
        ))}
      </ul>
      {isAdding && <AddServerDialog onClose={() => setIsAdding(false)} />}
    </PageBody>
  );
}
