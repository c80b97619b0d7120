import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import type { ApiKeyView } from '@tutti/protocol/api';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { KEYS, keysQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { systemText } from '../../strings/system.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import { useNow } from '../../ui/use-now.ts';
import { NewKeyDialog } from './new-key-dialog.tsx';

const MINUTE_MS = 60_000;

export function KeysPanel() {
  const { client } = useServices();
  const queries = useQueryClient();
  const keys = useInfiniteQuery(keysQuery(client));
  const [isMaking, setIsMaking] = useState(false);
  const [toRevoke, setToRevoke] = useState<ApiKeyView>();
  const items = keys.data?.pages.flatMap((page) => page.items) ?? [];
  const action = (
    <Button size="sm" icon={Plus} onClick={() => setIsMaking(true)}>
      {systemText.newKey}
    </Button>
  );
  return (
    <Panel
      title={systemText.keys}
      meta={<span className="text-xs text-muted">{systemText.keysMeta}</span>}
      actions={action}
      flush
    >
      {keys.isPending && <Skeleton lines={3} />}
      {keys.isError && !keys.data && <RefusalState error={keys.error} onRetry={() => keys.refetch()} />}
      {keys.isSuccess && items.length === 0 && (
        <EmptyState icon={KeyRound} title={systemText.keysNone} body={systemText.keysNoneBody} />
      )}
      <ul className="divide-y divide-line">
        {items.map((view) => (
          <KeyLine key={view.key} view={view} onRevoke={() => setToRevoke(view)} />
        ))}
      </ul>
      {keys.hasNextPage && <LoadMore hasMore busy={keys.isFetchingNextPage} onMore={() => keys.fetchNextPage()} />}
      {isMaking && <NewKeyDialog onClose={() => setIsMaking(false)} />}
      <ConfirmDialog
        open={toRevoke !== undefined}
        onClose={() => setToRevoke(undefined)}
        title={systemText.revokeTitle(toRevoke?.name ?? '')}
        body={systemText.revokeBody}
        confirmLabel={systemText.revoke}
        tone="danger"
        onConfirm={async () => {
          if (!toRevoke) return;
          await client.call('revokeKey', { key: toRevoke.key });
          await queries.invalidateQueries({ queryKey: KEYS });
        }}
      />
    </Panel>
  );
}

function KeyLine({ view, onRevoke }: { view: ApiKeyView; onRevoke: () => void }) {
  const { name, rights, createdAt, expiresAt, revokedAt } = view;
  const now = useNow(MINUTE_MS);
  const isExpired = expiresAt !== undefined && Date.parse(expiresAt) <= now;
  const isGood = revokedAt === undefined && !isExpired;
  return (
    <li className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
      <div className="min-w-0 flex-1 basis-52">
        <p className={`font-medium [overflow-wrap:anywhere] ${isGood ? '' : 'text-muted'}`}>{name}</p>
        <p className="text-xs text-muted">
          {rights.map((right) => systemText.right[right]).join(', ')} · {systemText.keyColumn.created}{' '}
          <Time at={createdAt} relative />
          {expiresAt !== undefined && (
            <>
              {' '}
              · {systemText.keyColumn.expires} <Time at={expiresAt} />
            </>
          )}
        </p>
      </div>
      <Badge tone={isGood ? 'success' : 'neutral'}>
        {revokedAt !== undefined ? systemText.revoked : isExpired ? systemText.expired : systemText.active}
      </Badge>
      {isGood && (
        <Button size="sm" variant="ghost" onClick={onRevoke} aria-label={`${systemText.revoke}: ${name}`}>
          {systemText.revoke}
        </Button>
      )}
    </li>
  );
}
