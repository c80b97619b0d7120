import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ModelView } from '@tutti/protocol/api';
import { useDeferredValue, useMemo, useState } from 'react';
import { offeredModelsQuery, otherModelsQuery, providersQuery } from '../../client/model-queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { formatCount } from '../../domain/format-numbers.ts';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { REHEARSAL_PROVIDER } from '../../domain/use-rehearsal.ts';
import { modelsText as text } from '../../strings/models.ts';
import { Banner } from '../../ui/banner.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { CatalogueLine } from './catalogue-line.tsx';
import { findModels, type ModelFilter } from './find-models.ts';
import { ModelFilters } from './model-filters.tsx';
import { ModelList } from './model-list.tsx';
import { NoModels } from './no-models.tsx';

/** Every model that is known: those that can be called as they are right now, and the rest of the catalogue. */
export function ModelsTab() {
  const { client } = useServices();
  const offered = useQuery(offeredModelsQuery(client));
  const others = useQuery(otherModelsQuery(client));
  const providers = useQuery(providersQuery(client));
  const models = useMemo(() => join(offered.data?.models, others.data?.models), [offered.data, others.data]);
  const { filter, change, clear } = useFilter();
  const wanted = useDeferredValue(filter.text);
  const found = useMemo(() => findModels(models, { ...filter, text: wanted }), [models, filter, wanted]);
  if (!offered.data)
    return offered.error ? (
      <RefusalState error={offered.error} onRetry={() => offered.refetch()} />
    ) : (
      <Skeleton lines={10} />
    );
  const callable = offered.data.models.filter(({ provider }) => provider !== REHEARSAL_PROVIDER);
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col gap-3 pt-3">
      {callable.length === 0 && <NoModels />}
      {offered.error && <Banner tone="neutral">{text.old}</Banner>}
      <CatalogueLine catalogue={offered.data.catalogue} />
      <ModelFilters filter={filter} onChange={change} models={models} providers={providers.data?.items ?? []}>
        <span role="status" className="text-xs text-muted">
          {text.shownOf(formatCount(found.length), formatCount(models.length))},{' '}
          {text.offeredOf(formatCount(offered.data.models.length))}
          {others.isPending && ` ${text.loadingRest}`}
        </span>
      </ModelFilters>
      {others.error && <RefusalState error={others.error} onRetry={() => others.refetch()} />}
      <ModelList models={found} providers={providers.data?.items ?? []} isLoading={others.isPending} onClear={clear} />
    </div>
  );
}

/** What has just become callable stands in both lists for a moment. */
function join(offered: readonly ModelView[] = [], others: readonly ModelView[] = []): ModelView[] {
  const own = new Set(offered.map(({ model }) => model));
  return [...offered, ...others.filter(({ model }) => !own.has(model))];
}

/** All of it stands in the address but the words, which change with every letter. */
function useFilter() {
  const search = useSearch({ from: '/shell/ui/models' });
  const navigate = useNavigate();
  const [words, setWords] = useState(search.text ?? '');
  const { provider = '', show = 'all', sort = 'best' } = search;
  const filter = useMemo<ModelFilter>(() => ({ text: words, provider, show, sort }), [words, provider, show, sort]);
  const go = (next: ModelFilter): void => {
    setWords(next.text);
    void navigate({
      to: '/ui/models',
      search: {
        provider: next.provider === '' ? undefined : next.provider,
        show: next.show === 'all' ? undefined : next.show,
        sort: next.sort === 'best' ? undefined : next.sort,
      },
      replace: true,
      resetScroll: false,
    });
  };
  return {
    filter,
    change: (changes: Partial<ModelFilter>) =>
      Object.keys(changes).join() === 'text' ? setWords(changes.text ?? '') : go({ ...filter, ...changes }),
    clear: () => go({ text: '', provider: '', show: 'all', sort }),
  };
}
