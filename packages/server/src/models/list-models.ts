/** The catalogue and what can be called of it, as the API shows it to a tenant. */
import type { ModelKey, ModelOffer, Quotas, QuotaUse, QuotaWindow, RouteHealth } from '@tutti/engine';
import { type ModelCard, type ModelId, providerOf, type QuotaLimits, type TenantId } from '@tutti/protocol';
import { type ModelRouteView, type ModelView, type QuotaView, toModelView, toOptionalTime } from '@tutti/protocol/api';
import type { HomeModels } from './home-models.ts';
import { toOwnOffer } from './to-own-offer.ts';

export interface ModelFilter {
  readonly offered?: boolean | undefined;
  readonly provider?: string | undefined;
  readonly kind?: ModelCard['kind'] | undefined;
  readonly text?: string | undefined;
}

/** A model with all the routes that this tenant may take to it. */
export interface FoundModel {
  readonly card: ModelCard;
  /** Undefined: it cannot be called. */
  readonly offers: readonly ModelOffer[] | undefined;
}

/** Those that can be called first, then by id. */
export async function findModels(
  models: HomeModels,
  tenant: TenantId,
  filter: ModelFilter,
): Promise<readonly FoundModel[]> {
  const { providers } = await models.load(tenant);
  const catalogue = await models.getCatalogue(tenant);
  const offers = Map.groupBy(
    providers.offers().flatMap((offer) => toOwnOffer(offer, tenant) ?? []),
    ({ card }) => card.id,
  );
  const known = new Map<ModelId, ModelCard>(catalogue.cards.map((card) => [card.id, card]));
  for (const [id, [first]] of offers) if (first) known.set(id, first.card);
  const found = [...known.values()].map((card) => ({ card, offers: offers.get(card.id) }));
  return found.filter((model) => isMeant(model, filter)).toSorted(compare);
}

/** Where a page begins: those that can be called have another place than the same ids among the others. */
export function toCursor({ card, offers }: FoundModel): string {
  return `${offers ? 0 : 1}${card.id}`;
}

function compare(one: FoundModel, other: FoundModel): number {
  return toCursor(one) < toCursor(other) ? -1 : 1;
}

function isMeant({ card, offers }: FoundModel, { offered, provider, kind, text = '' }: ModelFilter): boolean {
  if (offered !== undefined && offered !== (offers !== undefined)) return false;
  if (provider !== undefined && providerOf(card.id) !== provider) return false;
  if (kind !== undefined && card.kind !== kind) return false;
  const said = `${card.id} ${card.name}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}

export interface ViewPorts {
  readonly quotas: Quotas;
  readonly health: readonly RouteHealth[];
  readonly tenant: TenantId;
}

export async function toModelViews(found: readonly FoundModel[], ports: ViewPorts): Promise<readonly ModelView[]> {
  const used = await readUse(found, ports);
  return found.map(({ card, offers }) => toModelView(card, offers && toRoutes(card, offers, { ...ports, used })));
}

interface RoutePorts extends ViewPorts {
  readonly used: ReadonlyMap<string, QuotaUse>;
}

function toRoutes(card: ModelCard, offers: readonly ModelOffer[], ports: RoutePorts): readonly ModelRouteView[] {
  return offers.flatMap(({ keys }) =>
    (keys.length === 0 ? [undefined] : keys).map((key) => {
      const health = ports.health.find(({ model, keyId }) => model === card.id && keyId === key?.id);
      const { state = 'ready', until, because } = health ?? {};
      const use = key && ports.used.get(toUseId(card.id, key));
      const quotas = key ? toQuotaViews(toLimits(card, key), use) : [];
      return { key: key?.name, state, until: toOptionalTime(until), because, quotas };
    }),
  );
}

function toLimits(card: ModelCard, key: ModelKey): QuotaLimits {
  return key.limits ?? (key.billing === 'paid' ? undefined : card.free) ?? {};
}

const WINDOWS = [
  ['requestsPerMinute', 'requests', 'minute'],
  ['requestsPerDay', 'requests', 'day'],
  ['tokensPerMinute', 'tokens', 'minute'],
  ['tokensPerDay', 'tokens', 'day'],
] as const satisfies readonly (readonly [QuotaWindow, QuotaView['what'], QuotaView['per']])[];

function toQuotaViews(limits: QuotaLimits, use: QuotaUse | undefined): QuotaView[] {
  return WINDOWS.flatMap(([window, what, per]) => {
    const limit = limits[window];
    if (limit === undefined) return [];
    const used = use?.[window] ?? 0;
    return [{ what, per, limit, used, left: Math.max(0, limit - used) }];
  });
}

/** Two questions, however many models: the installation's keys are counted for all tenants together. */
async function readUse(
  found: readonly FoundModel[],
  { quotas, tenant }: ViewPorts,
): Promise<ReadonlyMap<string, QuotaUse>> {
  const routes = found.flatMap(({ card, offers = [] }) =>
    offers.flatMap(({ keys }) => keys.map((key) => ({ model: card.id, key }))),
  );
  const read = async (whose: TenantId | undefined) => {
    const own = routes.filter(({ key }) => key.tenant === whose);
    if (own.length === 0) return [];
    const uses = await quotas.readQuotas(
      whose,
      own.map(({ model, key }) => ({ model, key: key.name })),
    );
    return own.flatMap(({ model, key }, index) => {
      const use = uses[index];
      return use ? [[toUseId(model, key), use] as const] : [];
    });
  };
  return new Map((await Promise.all([read(undefined), read(tenant)])).flat());
}

function toUseId(model: ModelId, { id }: ModelKey): string {
  return `${model} ${id}`;
}
