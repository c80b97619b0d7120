import type { ModelId } from '@tutti/protocol';
import type { ModelView, ProviderView } from '@tutti/protocol/api';
import { SearchX } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { modelsText as text } from '../../strings/models.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { COLUMNS, ModelRow } from './model-row.tsx';

const ROW_PX = 56;

interface Props {
  readonly models: readonly ModelView[];
  readonly providers: readonly ProviderView[];
  readonly isLoading: boolean;
  readonly onClear: () => void;
}

/** However many there are, only those in sight are drawn. */
export function ModelList({ models, providers, isLoading, onClear }: Props) {
  const [open, setOpen] = useState<ReadonlySet<ModelId>>(new Set());
  const named = useMemo(() => new Map(providers.map((provider) => [provider.provider, provider])), [providers]);
  const toggle = useCallback((model: ModelId) => setOpen((before) => toggled(before, model)), []);
  return (
    <div className="flex min-h-96 min-w-0 flex-1 flex-col overflow-clip rounded-lg border border-line bg-surface">
      <Heads />
      {models.length === 0 && isLoading && <Skeleton lines={8} />}
      {models.length === 0 && !isLoading && (
        <EmptyState
          icon={SearchX}
          title={text.none}
          body={text.noneBody}
          action={<Button onClick={onClear}>{text.clear}</Button>}
        />
      )}
      {models.length > 0 && (
        <VirtualList label={text.list} items={models} getKey={({ model }) => model} estimatePx={ROW_PX}>
          {(model) => (
            <ModelRow
              model={model}
              provider={named.get(model.provider)}
              open={open.has(model.model)}
              onToggle={toggle}
            />
          )}
        </VirtualList>
      )}
    </div>
  );
}

function toggled(open: ReadonlySet<ModelId>, model: ModelId): ReadonlySet<ModelId> {
  const next = new Set(open);
  if (!next.delete(model)) next.add(model);
  return next;
}

/** For the eye: each figure says by itself what it is. */
function Heads() {
  const { model, price, context, can, quota, state } = text.column;
  return (
    <div
      aria-hidden
      className={`hidden min-h-8 shrink-0 items-center border-b border-line px-4 py-1 text-xs font-medium text-muted md:grid ${COLUMNS}`}
    >
      <span>{model}</span>
      <span className="text-right">{price}</span>
      <span className="text-right">{context}</span>
      <span className="hidden xl:inline">{can}</span>
      <span className="hidden xl:inline">{quota}</span>
      <span>{state}</span>
    </div>
  );
}
