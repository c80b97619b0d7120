import type { ModelView, ProviderView } from '@tutti/protocol/api';
import { type ReactNode, useMemo } from 'react';
import { modelsText as text } from '../../strings/models.ts';
import { SearchField } from '../../ui/search-field.tsx';
import { Select } from '../../ui/select.tsx';
import { Toolbar } from '../../ui/toolbar.tsx';
import type { ModelFilter, Show, Sort } from './find-models.ts';

const SHOWS: readonly Show[] = ['all', 'offered', 'free', 'local', 'paid', 'troubled', 'not_offered'];
const SORTS: readonly Sort[] = ['best', 'cheapest', 'strongest', 'context', 'newest', 'name'];

interface Props {
  readonly filter: ModelFilter;
  readonly onChange: (changes: Partial<ModelFilter>) => void;
  readonly models: readonly ModelView[];
  readonly providers: readonly ProviderView[];
  readonly children: ReactNode;
}

export function ModelFilters({ filter, onChange, models, providers, children }: Props) {
  const options = useMemo(() => listProviders(models, providers), [models, providers]);
  return (
    <Toolbar label={text.filters}>
      <div className="min-w-0 flex-1 basis-48 max-sm:basis-full sm:max-w-72">
        <SearchField
          label={text.search}
          maxLength={200}
          placeholder={text.searchPlaceholder}
          value={filter.text}
          onChange={(words) => onChange({ text: words })}
        />
      </div>
      <div className="w-40 max-sm:min-w-24 max-sm:flex-1">
        <Select
          label={text.provider}
          hideLabel
          options={options}
          value={filter.provider}
          onChange={(provider) => onChange({ provider })}
        />
      </div>
      <div className="w-40 max-sm:min-w-24 max-sm:flex-1">
        <Select
          label={text.show}
          hideLabel
          options={SHOWS.map((value) => ({ value, label: text.shows[value] }))}
          value={filter.show}
          onChange={(show) => onChange({ show })}
        />
      </div>
      <div className="w-48 max-sm:min-w-24 max-sm:flex-1">
        <Select
          label={text.sort}
          hideLabel
          options={SORTS.map((value) => ({ value, label: text.sorts[value] }))}
          value={filter.sort}
          onChange={(sort) => onChange({ sort })}
        />
      </div>
      {children}
    </Toolbar>
  );
}

function listProviders(models: readonly ModelView[], providers: readonly ProviderView[]) {
  const names = new Map(providers.map(({ provider, name }) => [provider, name]));
  const used = [...new Set(models.map(({ provider }) => provider))];
  const options = used.map((value) => ({ value, label: names.get(value) ?? value }));
  return [{ value: '', label: text.allProviders }, ...options.toSorted((a, b) => a.label.localeCompare(b.label))];
}
