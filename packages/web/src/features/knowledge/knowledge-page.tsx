import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { CollectionName } from '@tutti/protocol';
import { BookOpen, Plus } from 'lucide-react';
import { useState } from 'react';
import { collectionsQuery } from '../../client/knowledge-queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { useMayUse } from '../../domain/use-may-use.ts';
import { knowledgeText as text } from '../../strings/knowledge.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageBody } from '../../ui/page-body.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { CollectionPanel } from './collection-panel.tsx';
import { NewCollectionDialog } from './new-collection-dialog.tsx';
import { SearchPanel } from './search-panel.tsx';

/** Collections with their documents, and what is found in them. */
export function KnowledgePage() {
  const { client } = useServices();
  const mayUse = useMayUse() === true;
  const { collection, text: asked } = useSearch({ from: '/shell/ui/knowledge' });
  const navigate = useNavigate({ from: '/ui/knowledge' });
  const { data, error, refetch } = useQuery(collectionsQuery(client));
  const [isAdding, setIsAdding] = useState(false);
  const items = data?.items ?? [];
  const chosen = items.find(({ name }) => name === CollectionName.safeParse(collection).data) ?? items[0];
  const choose = (name: string) => void navigate({ search: (now) => ({ ...now, collection: name }), replace: true });
  const add = mayUse && (
    <Button icon={Plus} variant="primary" onClick={() => setIsAdding(true)}>
      {text.newCollection}
    </Button>
  );
  return (
    <>
      <PageHeader title={text.title} meta={text.intro} actions={add} />
      <PageBody>
        {data && error && <Banner tone="neutral">{text.old}</Banner>}
        {!data && !error && <Skeleton lines={6} />}
        {!data && error && <RefusalState error={error} onRetry={() => refetch()} />}
        {data && items.length === 0 && (
          <Panel>
            <EmptyState icon={BookOpen} title={text.none} body={text.noneBody} />
          </Panel>
        )}
        {items.length > 0 && (
          <SearchPanel
            asked={asked ?? ''}
            collections={items}
            onAsk={(to) =>
              void navigate({ search: (now) => ({ ...now, text: to === '' ? undefined : to }), replace: true })
            }
          />
        )}
        {chosen && <CollectionPanel key={chosen.name} chosen={chosen} collections={items} onChoose={choose} />}
      </PageBody>
      {isAdding && <NewCollectionDialog onClose={() => setIsAdding(false)} onMade={choose} />}
    </>
  );
}
