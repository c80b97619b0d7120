import * as z from 'zod';
import { AgentName } from '../../agent.ts';
import { Modality, ModelId, ProviderId } from '../../model.ts';
import { Complexity } from '../../route.ts';
import { GOAL_LIMIT } from '../../task.ts';
import {
  CatalogueView,
  ModelView,
  ProviderKeyView,
  ProviderTestView,
  ProviderView,
  RefreshView,
  RouteExplanation,
} from '../model-views.ts';
import { PageQuery, pageOf } from '../page.ts';
import { defineRoute } from '../route.ts';

const ProviderParams = z.strictObject({ provider: ProviderId });

/** What a key is called by those who manage it. */
export const ProviderKeyName = z
  .string()
  .max(60)
  .regex(/^[a-z0-9][a-z0-9._-]*$/, 'a name of lower-case letters, digits and . _ -');
const KeyParams = ProviderParams.extend({ name: ProviderKeyName });

const LONGEST_SECRET = 1_000;

const models = {
  listModels: defineRoute({
    method: 'GET',
    path: '/api/v1/models',
    tag: 'models',
    summary:
      'The models that are known, with price, health and what is left of their quotas; those that can be called first',
    access: 'view',
    query: PageQuery.extend({
      /** Only those that can be called, or only those that cannot. */
      offered: z.stringbool().optional(),
      provider: ProviderId.optional(),
      kind: z.enum(['chat', 'embedding']).optional(),
      /** Every word must occur in id or name. */
      text: z.string().max(200).optional(),
    }),
    answers: {
      200: { description: 'A page.', schema: pageOf(ModelView).extend({ catalogue: CatalogueView }) },
    },
  }),
  explainRoute: defineRoute({
    method: 'POST',
    path: '/api/v1/models/route',
    tag: 'models',
    summary: 'Which model would answer, and why; nothing is sent to any',
    access: 'use',
    body: z
      .strictObject({
        text: z.string().min(1).max(GOAL_LIMIT),
        /** Whose policy counts; absent: one that leaves everything open. */
        agent: AgentName.optional(),
        complexity: Complexity.optional(),
        needs: z
          .strictObject({
            tools: z.boolean().optional(),
            structured: z.boolean().optional(),
            input: z.array(Modality).max(5).optional(),
            maxOutputTokens: z.int().positive().max(1_000_000).optional(),
          })
          .default({}),
      })
      .meta({ id: 'RouteQuestion' }),
    answers: { 200: { description: 'The choice, and what was passed over.', schema: RouteExplanation } },
    problems: ['unknown_agent'],
  }),
  refreshModels: defineRoute({
    method: 'POST',
    path: '/api/v1/models/refresh',
    tag: 'models',
    summary: 'Fetch the catalogue of models anew, and ask the local servers which models they have',
    access: 'manage',
    body: z.strictObject({}),
    answers: { 200: { description: 'The catalogue as it stands now.', schema: RefreshView } },
    problems: ['catalogue_unavailable'],
  }),
} as const;

const providers = {
  listProviders: defineRoute({
    method: 'GET',
    path: '/api/v1/providers',
    tag: 'models',
    summary: 'The providers, whether they can be called, and their keys without the secrets',
    access: 'view',
    answers: { 200: { description: 'All of them.', schema: z.object({ items: z.array(ProviderView) }) } },
  }),
  putProviderKey: defineRoute({
    method: 'PUT',
    path: '/api/v1/providers/{provider}/keys/{name}',
    tag: 'models',
    summary: 'Store a key of a provider, encrypted; the next call can use it, and nobody can read it again',
    access: 'manage',
    params: KeyParams,
    body: z
      .strictObject({
        secret: z
          .string()
          .trim()
          .min(1)
          .max(LONGEST_SECRET)
          .regex(/^[\x21-\x7e]+$/, 'a key is one word of plain characters'),
        /** Where it is sent, when that is not the provider's own address. It is never sent anywhere else. */
        baseUrl: z.string().max(500).optional(),
        /** `paid`: its calls are charged even of models that have a free tier. */
        billing: z.enum(['free', 'paid']).default('free'),
      })
      .meta({ id: 'NewProviderKey' }),
    answers: { 200: { description: 'It is stored.', schema: ProviderKeyView } },
    problems: ['unknown_provider', 'key_file_unusable'],
  }),
  removeProviderKey: defineRoute({
    method: 'DELETE',
    path: '/api/v1/providers/{provider}/keys/{name}',
    tag: 'models',
    summary: 'Forget a stored key; no new call uses it',
    access: 'manage',
    params: KeyParams,
    answers: { 204: { description: 'It is forgotten.' } },
    problems: ['provider_key_not_found'],
  }),
  reencryptProviderKeys: defineRoute({
    method: 'POST',
    path: '/api/v1/providers/reencrypt',
    tag: 'models',
    summary:
      'Encrypt the stored keys with a new master key; every other server of the database then needs the key file of this one',
    access: 'manage',
    body: z.strictObject({}),
    answers: {
      200: {
        description: 'How many were, and how many stay as they are because this server cannot open them.',
        schema: z.object({ reencrypted: z.int().nonnegative(), locked: z.int().nonnegative() }),
      },
    },
    problems: ['key_file_unusable'],
  }),
  testProvider: defineRoute({
    method: 'POST',
    path: '/api/v1/providers/{provider}/test',
    tag: 'models',
    summary: 'Make one cheap call with each key of a provider, and say what exactly is wrong',
    access: 'manage',
    params: ProviderParams,
    body: z
      .strictObject({ key: ProviderKeyName.optional(), model: ModelId.optional() })
      .meta({ id: 'ProviderTestWish' }),
    answers: { 200: { description: 'What came of it.', schema: z.object({ items: z.array(ProviderTestView) }) } },
    problems: ['unknown_provider', 'provider_key_not_found'],
  }),
} as const;

export const modelRoutes = { ...models, ...providers } as const;
