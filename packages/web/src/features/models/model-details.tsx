import type { ModelRouteView, ModelView, ProviderView } from '@tutti/protocol/api';
import { formatCount, formatMoney } from '../../domain/format-numbers.ts';
import { modelsText as text } from '../../strings/models.ts';
import { moneyText } from '../../strings/money.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { type Fact, KeyValue } from '../../ui/key-value.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { ModelState } from './model-state.tsx';
import { QuotaBars } from './quota-bars.tsx';
import { whyNotOffered } from './why-not-offered.ts';

interface Props {
  readonly model: ModelView;
  readonly provider: ProviderView | undefined;
}

/** All that is known of a model: its card, its prices, and how it is with each key. */
export function ModelDetails({ model, provider }: Props) {
  return (
    <div className="grid min-w-0 items-start gap-x-8 gap-y-4 px-4 py-3 lg:grid-cols-3">
      <KeyValue items={toFacts(model, provider)} />
      <div className="min-w-0">
        <h2 className="pb-1 text-xs font-medium text-muted">{text.prices}</h2>
        <KeyValue items={toPrices(model)} />
      </div>
      <section aria-label={text.keys} className="flex min-w-0 flex-col gap-3">
        {model.offered ? (
          model.routes.map((route) => <Route key={route.key ?? ''} route={route} />)
        ) : (
          <NotOffered model={model} provider={provider} />
        )}
      </section>
    </div>
  );
}

function Route({ route: { key, state, until, because, quotas } }: { route: ModelRouteView }) {
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <h2 className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="min-w-0 text-xs font-medium text-muted [overflow-wrap:anywhere]">
          {key === undefined ? text.noKeyNeeded : text.keyName(key)}
        </span>
        <span className="font-normal">
          <ModelState state={state} until={until} />
        </span>
      </h2>
      {because !== undefined && <p className="text-xs text-muted">{text.lastFailure(moneyText.failure[because])}</p>}
      <QuotaBars quotas={quotas} />
    </div>
  );
}

function NotOffered({ model, provider }: Props) {
  const { successor } = model.retired ?? {};
  return (
    <div className="flex flex-col gap-1.5">
      <p>
        {whyNotOffered(model, provider)} {successor !== undefined && text.successor(successor)}
      </p>
      {provider?.state === 'no_key' && !model.retired && (
        <p>
          <TextLink to="/ui/models" search={{ tab: 'providers', provider: provider.provider }}>
            {text.addKey}
          </TextLink>
        </p>
      )}
    </div>
  );
}

function toFacts(model: ModelView, provider: ProviderView | undefined): Fact[] {
  const { model: id, provider: providerId, context, output, input, strength, released } = model;
  const facts: (Fact | false)[] = [
    {
      label: text.id,
      value: (
        <span className="flex min-w-0 items-center gap-1">
          <code className="min-w-0 font-mono text-xs break-all">{id}</code>
          <CopyButton text={id} />
        </span>
      ),
    },
    { label: text.provider, value: provider?.name ?? providerId },
    { label: text.context, value: text.contextOf(formatCount(context), formatCount(output)) },
    { label: text.reads, value: input.map((modality) => text.modality[modality]).join(', ') },
    { label: text.strength, value: text.strengthOf(strength) },
    released !== undefined && { label: text.released, value: released },
    model.free !== undefined && { label: text.freeTier, value: <FreeTier limits={model.free} /> },
  ];
  return facts.filter((fact) => typeof fact === 'object');
}

const LIMITS = ['requestsPerMinute', 'requestsPerDay', 'tokensPerMinute', 'tokensPerDay'] as const;

function FreeTier({ limits }: { limits: NonNullable<ModelView['free']> }) {
  const told = LIMITS.flatMap((name) => {
    const limit = limits[name];
    return limit === undefined ? [] : [text.limit[name](formatCount(limit))];
  });
  return told.length === 0 ? text.freeTierUnknown : told.join(', ');
}

const PRICES = ['input', 'output', 'cacheRead', 'cacheWrite', 'reasoning'] as const;

function toPrices({ price, local }: ModelView): Fact[] {
  return PRICES.map((part) => {
    const own = price?.[part];
    if (own !== undefined) return { label: text.price[part], value: formatMoney(own) };
    if (local && !price) return { label: text.price[part], value: text.nothing };
    const like = part === 'reasoning' ? text.asOutput : text.asInput;
    return { label: text.price[part], value: <span className="text-muted">{price ? like : text.noPrice}</span> };
  });
}
