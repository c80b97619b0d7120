import { useQueryClient } from '@tanstack/react-query';
import type { CatalogueView, PriceView, RefreshView } from '@tutti/protocol/api';
import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { MODELS, PROVIDERS } from '../../client/model-queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { describeRefusal, toRefusal } from '../../client/to-refusal.ts';
import { formatMoney } from '../../domain/format-numbers.ts';
import { useMayManage } from '../../domain/use-may-manage.ts';
import { modelsText as text } from '../../strings/models.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Time } from '../../ui/time.tsx';

/** How old the catalogue is, where it comes from, and what a fresh one has changed. */
export function CatalogueLine({ catalogue: { asOf, source, refreshedAt } }: { catalogue: CatalogueView }) {
  const mayManage = useMayManage() === true;
  const { refresh, changes, refused, hide } = useRefresh();
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
        <span>{text.asOf(asOf)}</span>
        <span className="min-w-0 [overflow-wrap:anywhere]">{text.fromSource(source)}</span>
        <span>
          {refreshedAt === undefined ? (
            text.ofThisVersion
          ) : (
            <>
              {text.refreshedAt} <Time at={refreshedAt} relative />
            </>
          )}
        </span>
        {mayManage && (
          <Button size="sm" icon={RefreshCw} title={text.refreshMeans} onClick={refresh}>
            {text.refresh}
          </Button>
        )}
      </div>
      {refused !== undefined && <Banner tone="danger">{refused}</Banner>}
      {changes && <Changes changes={changes} onHide={hide} />}
    </div>
  );
}

function useRefresh() {
  const { client } = useServices();
  const queries = useQueryClient();
  const [changes, setChanges] = useState<RefreshView>();
  const [refused, setRefused] = useState<string>();
  const refresh = async (): Promise<void> => {
    setRefused(undefined);
    setChanges(undefined);
    try {
      setChanges(await client.call('refreshModels', {}));
      for (const queryKey of [MODELS, PROVIDERS]) void queries.invalidateQueries({ queryKey });
    } catch (error) {
      setRefused(describeRefusal(toRefusal(error)));
    }
  };
  return { refresh, changes, refused, hide: () => setChanges(undefined) };
}

const SHOWN = 50;

function Changes({ changes, onHide }: { changes: RefreshView; onHide: () => void }) {
  const { added, gone, repriced, unreadable } = changes;
  const prices = repriced.map(({ model, before, after }) => text.changes.price(model, toPair(before), toPair(after)));
  const isNone = added.length === 0 && gone.length === 0 && repriced.length === 0;
  return (
    <div data-refreshed>
      <Banner
        tone="success"
        action={
          <Button size="sm" variant="ghost" onClick={onHide}>
            {text.changes.dismiss}
          </Button>
        }
      >
        <p>
          <strong>{text.refreshed}.</strong> {isNone && text.changes.none}
        </p>
        <Listed title={text.changes.added(added.length)} items={added} />
        <Listed title={text.changes.gone(gone.length)} items={gone} />
        <Listed title={text.changes.repriced(repriced.length)} items={prices} />
        {unreadable > 0 && <p>{text.changes.unreadable(unreadable)}</p>}
      </Banner>
    </div>
  );
}

function Listed({ title, items }: { title: string; items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <Disclosure summary={title}>
      <ul className="flex flex-col font-mono text-xs break-words">
        {items.slice(0, SHOWN).map((item) => (
          <li key={item}>{item}</li>
        ))}
        {items.length > SHOWN && <li>{text.changes.more(items.length - SHOWN)}</li>}
      </ul>
    </Disclosure>
  );
}

function toPair(price: PriceView | undefined): string {
  return price ? text.priceOf(formatMoney(price.input), formatMoney(price.output)) : text.changes.noPrice;
}
