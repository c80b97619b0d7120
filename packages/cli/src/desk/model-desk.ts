/** Models, providers and money, as commands ask for them: the same calls, at a server or in this process. */
import type { AccountRef, BudgetPeriod, ModelId, ProviderId } from '@tutti/protocol';
import {
  type BudgetRuleBody,
  type BudgetRuleView,
  type CatalogueView,
  type CostsBy,
  type CostsView,
  MOST_ON_PAGE,
  type ModelView,
  type ProviderKeyView,
  type ProviderTestView,
  type ProviderView,
  type RefreshView,
  type RouteExplanation,
} from '@tutti/protocol/api';
import type { CallAnswer, CallArguments } from '@tutti/sdk';
import type { Caller } from './caller.ts';

export type RouteQuestion = CallArguments<'explainRoute'>[0];
export type Reencryption = CallAnswer<'reencryptProviderKeys'>;

export interface ModelFilter {
  /** Also those that cannot be called here. */
  readonly all?: boolean;
  readonly provider?: ProviderId;
}

export interface ModelList {
  /** Those that can be called first. */
  readonly models: readonly ModelView[];
  readonly catalogue: CatalogueView;
}

export interface NewProviderKey {
  readonly provider: ProviderId;
  readonly name: string;
  readonly secret: string;
  readonly baseUrl?: string;
  readonly billing?: 'free' | 'paid';
}

export interface CostsWish {
  readonly by: CostsBy;
  /** ISO time. */
  readonly from?: string;
}

export interface ModelDesk {
  listModels(filter: ModelFilter): Promise<ModelList>;
  /** Fetches the catalogue anew, and asks the local servers what they have. */
  refreshModels(): Promise<RefreshView>;
  explainRoute(question: RouteQuestion): Promise<RouteExplanation>;
  listProviders(): Promise<readonly ProviderView[]>;
  storeKey(key: NewProviderKey): Promise<ProviderKeyView>;
  removeKey(provider: ProviderId, name: string): Promise<void>;
  /** With a new master key. */
  reencryptKeys(): Promise<Reencryption>;
  testProvider(provider: ProviderId, wish: { key?: string; model?: ModelId }): Promise<readonly ProviderTestView[]>;
  getCosts(wish: CostsWish): Promise<CostsView>;
  listBudgets(): Promise<readonly BudgetRuleView[]>;
  setBudget(account: AccountRef, period: BudgetPeriod, rule: BudgetRuleBody): Promise<BudgetRuleView>;
  removeBudget(account: AccountRef, period: BudgetPeriod): Promise<void>;
}

export function createModelDesk(client: Caller): ModelDesk {
  return {
    listModels: (filter) => listModels(client, filter),
    refreshModels: () => client.call('refreshModels', {}),
    explainRoute: (question) => client.call('explainRoute', question),
    listProviders: async () => (await client.call('listProviders')).items,
    storeKey: (key) => client.call('putProviderKey', key),
    removeKey: (provider, name) => client.call('removeProviderKey', { provider, name }),
    reencryptKeys: () => client.call('reencryptProviderKeys', {}),
    testProvider: async (provider, wish) => (await client.call('testProvider', { provider, ...wish })).items,
    getCosts: (wish) => client.call('getCosts', { ...wish, limit: MOST_ON_PAGE }),
    listBudgets: async () => (await client.call('listBudgets')).items,
    setBudget: (account, period, rule) => client.call('setBudget', { account, period, ...rule }),
    removeBudget: (account, period) => client.call('removeBudget', { account, period }),
  };
}

async function listModels(client: Caller, { all = false, provider }: ModelFilter): Promise<ModelList> {
  const models: ModelView[] = [];
  let cursor: string | undefined;
  let catalogue: CatalogueView;
  do {
    const page = await client.call('listModels', {
      limit: MOST_ON_PAGE,
      ...(!all && { offered: 'true' }),
      ...(provider !== undefined && { provider }),
      ...(cursor !== undefined && { cursor }),
    });
    models.push(...page.items);
    catalogue = page.catalogue;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return { models, catalogue };
}
