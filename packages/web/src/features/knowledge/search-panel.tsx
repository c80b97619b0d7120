import { useQuery } from '@tanstack/react-query';
import { CollectionName } from '@tutti/protocol';
import type { CollectionView, FoundPassageView } from '@tutti/protocol/api';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { passagesQuery } from '../../client/knowledge-queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { knowledgeText as text } from '../../strings/knowledge.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextLink } from '../../ui/text-link.tsx';

interface Props {
  readonly asked: string;
  readonly collections: readonly CollectionView[];
  readonly onAsk: (text: string) => void;
}

const ALL = 'all';

/** A question, and the passages that are found for it. */
export function SearchPanel({ asked, collections, onAsk }: Props) {
  const [typed, setTyped] = useState(asked);
  const [within, setWithin] = useState<string>(ALL);
  const options = [
    { value: ALL, label: text.all },
    ...collections.map(({ name }) => ({ value: `in ${name}`, label: name })),
  ];
  const collection = CollectionName.safeParse(within.replace(/^in /, ''));
  return (
    <Panel title={text.search}>
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          onAsk(typed.trim());
        }}
      >
        <div className="min-w-0 grow">
          <SearchField
            label={text.searchLabel}
            placeholder={text.searchPlaceholder}
            maxLength={1_000}
            value={typed}
            onChange={setTyped}
          />
        </div>
        <Select label={text.collection} options={options} value={within} onChange={setWithin} />
        <Button type="submit" icon={Search}>
          {text.search}
        </Button>
      </form>
      {asked !== '' && <Found asked={asked} collection={within === ALL ? undefined : collection.data} />}
    </Panel>
  );
}

function Found({ asked, collection }: { asked: string; collection: CollectionName | undefined }) {
  const { client } = useServices();
  const { data, error, refetch } = useQuery(passagesQuery(client, asked, collection));
  if (error && !data) return <RefusalState error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton lines={4} />;
  return (
    <div className="mt-3 flex min-w-0 flex-col gap-2">
      <p className="text-xs text-muted">{data.how}</p>
      {data.items.length === 0 ? (
        <EmptyState icon={Search} title={text.nothing} body={text.nothingBody} />
      ) : (
        <ol aria-label={text.found} className="flex min-w-0 flex-col divide-y divide-line">
          {data.items.map((found) => (
            <FoundPassage key={found.citation} found={found} />
          ))}
        </ol>
      )}
    </div>
  );
}

function FoundPassage({ found }: { found: FoundPassageView }) {
  const { citation, name, headings, page, text: words } = found;
  const place = [name, ...headings, ...(page === undefined ? [] : [text.page(page)])].join(' › ');
  return (
    <li className="flex min-w-0 flex-col gap-1 py-2.5 [overflow-wrap:anywhere]">
      <TextLink to="/ui/knowledge/passage" search={{ citation }}>
        {place}
      </TextLink>
      <p dir="auto" className="line-clamp-6 whitespace-pre-line">
        {words}
      </p>
    </li>
  );
}
