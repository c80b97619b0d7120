import type { ProviderId } from '@tutti/protocol';
import type { Api } from '@tutti/protocol/api';
import type { Caller } from '../access/caller.ts';
import { RESERVED_KEY_NAME } from '../config/model-settings.ts';
import type { HomeHandler } from '../http/handler.ts';
import { RequestError } from '../http/request-error.ts';
import type { HomeModels } from '../models/home-models.ts';
import { OFF } from '../models/key-ring.ts';
import { isKeyOfToolServer } from '../tools/key-owner.ts';

export const listProviders: HomeHandler<Api['listProviders']> = async ({ caller }, { home }) => {
  const views = await import('../models/list-providers.ts');
  return { status: 200, body: { items: [...(await views.listProviders(home.models, toViewer(caller)))] } };
};

export const putProviderKey: HomeHandler<Api['putProviderKey']> = async ({ caller, params, body }, { home }) => {
  const { provider, name } = params;
  if (RESERVED_KEY_NAME.test(name))
    throw new RequestError('invalid_input', `${name} is what keys of the settings are called`, { path: 'name' });
  const { tenant, user: by } = caller.principal;
  const baseUrl = await toBaseUrl(home.models, provider, body.baseUrl);
  const paid = body.billing === 'paid';
  await home.models.credentials.put({ tenant, by }, { provider, name, secret: body.secret, baseUrl, paid });
  const { getProviderKey } = await import('../models/list-providers.ts');
  const view = await getProviderKey(home.models, toViewer(caller), params);
  if (!view) throw new RequestError('provider_key_not_found', `the key ${name} was removed in between`);
  return { status: 200, body: view };
};

export const removeProviderKey: HomeHandler<Api['removeProviderKey']> = async ({ caller, params }, { home }) => {
  const { provider, name } = params;
  const { tenant } = caller.principal;
  const removed = await home.models.credentials.remove(tenant, params);
  await home.models.readKeys(tenant);
  if (removed) return { status: 204 };
  throw new RequestError('provider_key_not_found', `${provider} has no stored key ${name}`);
};

export const reencryptProviderKeys: HomeHandler<Api['reencryptProviderKeys']> = async ({ caller }, { home }) => {
  return { status: 200, body: await home.models.credentials.reencrypt(caller.principal.tenant) };
};

export const testProvider: HomeHandler<Api['testProvider']> = async ({ caller, params, body, reply }, { home }) => {
  const { provider } = params;
  const { tenant } = caller.principal;
  const tests = await import('../models/test-provider.ts');
  const known = await findProvider(home.models, caller, provider);
  if (!known) throw new RequestError('unknown_provider', `there is no provider ${provider}`);
  if (body.key !== undefined && !known.keys.some(({ name }) => name === body.key))
    throw new RequestError('provider_key_not_found', `${provider} has no key ${body.key}`);
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const items = await tests.testProvider(home.models, tenant, { ...body, provider, signal: gone.signal });
  const locked = known.keys.filter(({ readable, name }) => !readable && (body.key ?? name) === name);
  return { status: 200, body: { items: [...items, ...locked.map(toLocked)] } };
};

function toLocked({ name }: { name: string }) {
  const message = 'it was encrypted with another key file than this server has';
  const remedy = 'Give this server that key file (TUTTI_KEY_FILE), or store the key anew.';
  return { key: name, ok: false, tookMs: 0, message, remedy };
}

async function findProvider(models: HomeModels, caller: Caller, provider: ProviderId) {
  const views = await import('../models/list-providers.ts');
  const all = await views.listProviders(models, toViewer(caller));
  return all.find((each) => each.provider === provider);
}

/** A key goes where it was stored for, whatever the settings say later. */
async function toBaseUrl({ settings }: HomeModels, provider: ProviderId, given: string | undefined): Promise<string> {
  const [{ parseBaseUrl }, { findOwnUrl }] = await Promise.all([
    import('@tutti/adapters/models'),
    import('../models/sort-configs.ts'),
  ]);
  const set = settings.providers.find((each) => each.provider === provider)?.baseUrl;
  const baseUrl = given ?? (set === OFF ? undefined : set) ?? findOwnUrl(provider);
  if (baseUrl === undefined || provider === 'tutti' || isKeyOfToolServer(provider))
    throw new RequestError('unknown_provider', `${provider} has no address that is known here`, {
      path: 'baseUrl',
      remedy:
        'Name one of the providers that are listed, or give the `baseUrl` of a server that is compatible with OpenAI.',
    });
  return parseBaseUrl(baseUrl).href.replace(/\/+$/, '');
}

function toViewer({ principal: { tenant, rights } }: Caller) {
  return { tenant, manages: rights.includes('manage') };
}
