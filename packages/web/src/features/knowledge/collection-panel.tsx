import { useInfiniteQuery } from '@tanstack/react-query';
import type { CollectionView } from '@tutti/protocol/api';
import { FileText, Trash2, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { KNOWLEDGE, documentsQuery } from '../../client/knowledge-queries.ts';
import { useAct } from '../../client/use-act.ts';
import { useServices } from '../../client/services-context.tsx';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { useMayUse } from '../../domain/use-may-use.ts';
import { knowledgeText as text } from '../../strings/knowledge.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { Meter } from '../../ui/meter.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TableShell } from '../../ui/table.tsx';
import { DocumentRow } from './document-row.tsx';
import { useUploads } from './use-uploads.ts';

interface Props {
  readonly chosen: CollectionView;
  readonly collections: readonly CollectionView[];
  readonly onChoose: (name: string) => void;
}

const COLUMNS = [
  { id: 'document', label: text.document },
  { id: 'state', label: text.state },
  { id: 'size', label: text.size, align: 'end', from: 'sm' },
  { id: 'actions', label: text.actions, hideLabel: true, align: 'end' },
] as const;

/** A collection: its documents, how far each is read, and more of them. */
export function CollectionPanel({ chosen, collections, onChoose }: Props) {
  const { name, documents, passages } = chosen;
  const mayUse = useMayUse() === true;
  const { uploads, send } = useUploads(name);
  const options = collections.map((each) => ({ value: String(each.name), label: each.title }));
  return (
    <Panel
      title={text.documents}
      meta={text.count(documents, passages)}
      actions={mayUse && <Actions name={name} onFiles={(files) => void send(files)} />}
      flush
    >
      <div className="flex flex-col gap-3 px-4 py-3 empty:hidden">
        {collections.length > 1 && (
          <Select label={text.collection} options={options} value={String(name)} onChange={onChoose} />
        )}
        {uploads.map((upload) =>
          upload.problem === undefined ? (
            <Meter
              key={upload.name}
              label={text.upload(upload.name)}
              text={text.sending(upload.percent)}
              parts={[{ share: upload.percent / 100, tone: 'progress' }]}
            />
          ) : (
            <Banner key={upload.name} tone="danger">
              {upload.problem}
            </Banner>
          ),
        )}
      </div>
      <Documents chosen={chosen} />
    </Panel>
  );
}

function Documents({ chosen: { name } }: { chosen: CollectionView }) {
  const { client } = useServices();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    documentsQuery(client, name),
  );
  if (error && !data) return <RefusalState error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton lines={4} />;
  const items = data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <EmptyState icon={FileText} title={text.noDocuments} body={text.noDocumentsBody} />;
  return (
    <>
      <TableShell label={text.documentsOf(name)} columns={COLUMNS}>
        {items.map((document) => (
          <DocumentRow key={document.document} document={document} />
        ))}
      </TableShell>
      <LoadMore hasMore={hasNextPage} busy={isFetchingNextPage} onMore={() => fetchNextPage()} />
    </>
  );
}

function Actions({ name, onFiles }: { name: CollectionView['name']; onFiles: (files: readonly File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [isRemoving, setIsRemoving] = useState(false);
  const { act } = useAct(KNOWLEDGE);
  return (
    <span className="flex flex-wrap gap-1.5">
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={text.add}
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
      <Button size="sm" variant="primary" icon={Upload} onClick={() => input.current?.click()}>
        {text.add}
      </Button>
      <Button size="sm" variant="ghost" icon={Trash2} onClick={() => setIsRemoving(true)}>
        {text.removeCollection}
      </Button>
      <ConfirmDialog
        open={isRemoving}
        onClose={() => setIsRemoving(false)}
        title={text.removeTitle(name)}
        body={text.removeCollectionBody}
        confirmLabel={text.remove}
        tone="danger"
        onConfirm={async () => {
          await act((client) => client.call('removeCollection', { collection: name }));
          setIsRemoving(false);
        }}
      />
    </span>
  );
}
