/** Models and their providers as the API shows them. Nothing here ever holds a credential, only what it is called. */
import * as z from 'zod';
import { AgentId, UserId } from '../ids.ts';
import { Modality, type ModelCard, ModelId, type ModelPrice, ProviderId, providerOf, QuotaLimits } from '../model.ts';
import { Complexity, FailureClass, PassedOver, RouteReason, type RouteRecord } from '../route.ts';
import { Money, MoneySum, Time, toMoney } from './values.ts';

/** US dollars for a million tokens. */
export const PriceView = z
  .object({
    input: Money,
    output: Money,
    cacheRead: Money.optional(),
    cacheWrite: Money.optional(),
    reasoning: Money.optional(),
  })
  .meta({ id: 'Price', description: 'US dollars for a million tokens' });
export type PriceView = z.infer<typeof PriceView>;

/** How much of what a key's free tier allows is used within a window that slides. */
export const QuotaView = z
  .object({
    what: z.enum(['requests', 'tokens']),
    per: z.enum(['minute', 'day']),
    limit: z.int().nonnegative(),
    used: z.int().nonnegative(),
    left: z.int().nonnegative(),
    /** When more is free again; absent while something is left. */
    until: Time.optional(),
  })
  .meta({ id: 'Quota' });
export type QuotaView = z.infer<typeof QuotaView>;

/** `waits`: its provider asked for a pause. `probing`: it was down, and one call finds out whether it is back. */
export const RouteState = z.enum(['ready', 'down', 'probing', 'waits', 'quota', 'busy']);
export type RouteState = z.infer<typeof RouteState>;

/** A model with one of the keys that it can be called with. */
export const ModelRouteView = z
  .object({
    /** The name of the key; absent where none is needed. */
    key: z.string().optional(),
    state: RouteState,
    /** No call is sent before. */
    until: Time.optional(),
    /** What went wrong last. */
    because: FailureClass.optional(),
    quotas: z.array(QuotaView),
  })
  .meta({ id: 'ModelRoute' });
export type ModelRouteView = z.infer<typeof ModelRouteView>;

export const ModelView = z
  .object({
    model: ModelId,
    provider: ProviderId,
    name: z.string(),
    kind: z.enum(['chat', 'embedding']),
    context: z.int().positive(),
    output: z.int().positive(),
    input: z.array(Modality),
    tools: z.boolean(),
    structured: z.boolean(),
    reasoning: z.boolean(),
    strength: z.int().min(0).max(100),
    /** Absent: nobody knows it, so costs are estimated. */
    price: PriceView.optional(),
    /** Present where its provider has a free tier for it. */
    free: QuotaLimits.optional(),
    local: z.boolean(),
    released: z.string().optional(),
    retired: z.object({ successor: ModelId.optional() }).optional(),
    /** It can be called here: there is a key, or it needs none. */
    offered: z.boolean(),
    /** Of the best of its routes; absent where it is not offered. */
    state: RouteState.optional(),
    routes: z.array(ModelRouteView),
  })
  .meta({ id: 'Model' });
export type ModelView = z.infer<typeof ModelView>;

/** What is known of models in general: where it comes from, and how old it is. */
export const CatalogueView = z
  .object({
    /** The day that its facts are of. */
    asOf: z.string(),
    source: z.string(),
    models: z.int().nonnegative(),
    /** Absent: it is the one that came with this version. */
    refreshedAt: Time.optional(),
  })
  .meta({ id: 'ModelCatalogue' });
export type CatalogueView = z.infer<typeof CatalogueView>;

/** What a refresh has changed. */
export const RefreshView = z
  .object({
    catalogue: CatalogueView,
    from: z.string(),
    added: z.array(ModelId),
    gone: z.array(ModelId),
    repriced: z.array(z.object({ model: ModelId, before: PriceView.optional(), after: PriceView.optional() })),
    /** Entries in a form that is not understood: they are left out. */
    unreadable: z.int().nonnegative(),
  })
  .meta({ id: 'ModelRefresh' });
export type RefreshView = z.infer<typeof RefreshView>;

export const KeySource = z.enum(['environment', 'file', 'stored']);
export type KeySource = z.infer<typeof KeySource>;

export const ProviderKeyView = z
  .object({
    name: z.string(),
    /** Tells two keys apart. Only for those who manage. */
    fingerprint: z.string().optional(),
    /** `environment` and `file` are of this server's settings and cannot be changed here. */
    from: KeySource,
    /** The only host that it is sent to. Only for those who manage. */
    host: z.string().optional(),
    /** Its calls are charged even of models that have a free tier. */
    billing: z.enum(['free', 'paid']).optional(),
    storedAt: Time.optional(),
    by: UserId.optional(),
    /** False: it was encrypted with another key file than this server has, so it is not used here. */
    readable: z.boolean(),
  })
  .meta({ id: 'ProviderKey' });
export type ProviderKeyView = z.infer<typeof ProviderKeyView>;

export const ProviderView = z
  .object({
    provider: ProviderId,
    name: z.string(),
    /** `ready`: it can be called. `no_key`: it needs one. `not_found`: nothing answers at its address. */
    state: z.enum(['ready', 'no_key', 'not_found']),
    detail: z.string().optional(),
    /** Only for those who manage. */
    baseUrl: z.string().optional(),
    local: z.boolean(),
    /** How many of its models can be called. */
    models: z.int().nonnegative(),
    /** The settings that a key can stand in. */
    variables: z.array(z.string()),
    keys: z.array(ProviderKeyView),
  })
  .meta({ id: 'Provider' });
export type ProviderView = z.infer<typeof ProviderView>;

/** What one cheap call with a key came to. */
export const ProviderTestView = z
  .object({
    key: z.string().optional(),
    model: ModelId.optional(),
    ok: z.boolean(),
    tookMs: z.int().nonnegative(),
    class: FailureClass.optional(),
    /** What exactly is wrong. */
    message: z.string().optional(),
    remedy: z.string().optional(),
  })
  .meta({ id: 'ProviderTest' });
export type ProviderTestView = z.infer<typeof ProviderTestView>;

/** Why a model answers a call: the record that stands in its run's journal. */
export const RouteView = z
  .object({
    model: ModelId,
    key: z.string().optional(),
    complexity: Complexity,
    because: RouteReason,
    free: z.boolean(),
    local: z.boolean(),
    maxOutputTokens: z.int().positive(),
    worstCase: z.object({ tokens: z.int().nonnegative(), usd: MoneySum }),
    /** What the policy named, where that has retired and this is its successor. */
    insteadOf: ModelId.optional(),
    passedOver: z.array(PassedOver),
  })
  .meta({ id: 'Route' });
export type RouteView = z.infer<typeof RouteView>;

/** No model can answer: nothing is tried before `until`. */
export const ModelWaitView = z
  .object({ path: z.string(), agent: AgentId.optional(), until: Time, passedOver: z.array(PassedOver) })
  .meta({ id: 'ModelWait' });
export type ModelWaitView = z.infer<typeof ModelWaitView>;

export const RouteExplanation = z
  .object({
    agent: AgentId.optional(),
    complexity: Complexity,
    /** Null: none can answer before `until`, or at all. */
    route: RouteView.nullable(),
    until: Time.optional(),
    /** Everything that was looked at, in the order in which it would be tried. */
    candidates: z.array(
      z.object({
        model: ModelId,
        key: z.string().optional(),
        free: z.boolean(),
        local: z.boolean(),
        strength: z.int().min(0).max(100),
        /** The worst case. */
        usd: MoneySum.optional(),
        why: PassedOver.shape.why.optional(),
        detail: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'RouteExplanation' });
export type RouteExplanation = z.infer<typeof RouteExplanation>;

export function toPriceView({ input, output, cacheRead, cacheWrite, reasoning }: ModelPrice): PriceView {
  return {
    input: toMoney(input),
    output: toMoney(output),
    ...(cacheRead !== undefined && { cacheRead: toMoney(cacheRead) }),
    ...(cacheWrite !== undefined && { cacheWrite: toMoney(cacheWrite) }),
    ...(reasoning !== undefined && { reasoning: toMoney(reasoning) }),
  };
}

/** The best first. */
const STATES: readonly RouteState[] = ['ready', 'busy', 'probing', 'waits', 'quota', 'down'];

export function toModelView(card: ModelCard, routes: readonly ModelRouteView[] | undefined): ModelView {
  const { id, name, kind, context, output, input, tools, structured, reasoning, strength } = card;
  const { price, free, local, released, retired } = card;
  const found = new Set(routes?.map(({ state }) => state));
  return {
    model: id,
    provider: providerOf(id),
    name,
    kind,
    context,
    output,
    input,
    tools,
    structured,
    reasoning,
    strength,
    price: price && toPriceView(price),
    free,
    local,
    released,
    retired,
    offered: routes !== undefined,
    state: STATES.find((state) => found.has(state)),
    routes: [...(routes ?? [])],
  };
}

export function toRouteView({ worstCase, passedOver, ...route }: RouteRecord): RouteView {
  const { tokens, costNanoUsd } = worstCase;
  return { ...route, passedOver, worstCase: { tokens, usd: toMoney(costNanoUsd) } };
}
