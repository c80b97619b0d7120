import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { ProviderView } from '@tutti/protocol/api';
import { providersQuery } from '../../../client/model-queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { RefusalState } from '../../../domain/refusal-state.tsx';
import { modelsText as text } from '../../../strings/models.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { ProviderCard } from './provider-card.tsx';

/** Who can be asked for models, with which keys; those that are configured first. */
export function ProvidersTab() {
  const { client } = useServices();
  const { data, error, refetch } = useQuery(providersQuery(client));
  if (!data) return error ? <RefusalState error={error} onRetry={() => refetch()} /> : <Skeleton lines={8} />;
  const isConfigured = ({ state, keys }: ProviderView) => state === 'ready' || keys.length > 0;
  const configured = data.items.filter(isConfigured);
  return (
    <div className="flex min-w-0 flex-col gap-4 pt-3 pb-6">
      {error && <Banner tone="neutral">{text.old}</Banner>}
      <Group title={text.configured} providers={configured} />
      <Group title={text.available} providers={data.items.filter((provider) => !isConfigured(provider))} />
    </div>
  );
}

function Group({ title, providers }: { title: string; providers: readonly ProviderView[] }) {
  const { provider: asked } = useSearch({ from: '/shell/ui/models' });
  return (
    <Panel title={title} meta={<span className="text-xs text-muted">{providers.length}</span>} flush>
      {providers.length === 0 && <p className="px-4 py-3 text-muted">{text.noneConfigured}</p>}
      <ul aria-label={title} className="divide-y divide-line">
        {providers.map((provider) => (
          <ProviderCard key={provider.provider} view={provider} isAsked={provider.provider === asked} />
        ))}
      </ul>
    </Panel>
  );
}
