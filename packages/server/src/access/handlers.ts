import { ApiKeyId, type ApiKey } from '@tutti/protocol';
import { type Api, type ApiKeyView, type MeView, toInstant, toOptionalTime, toTime } from '@tutti/protocol/api';
import type { Handler } from '../http/handler.ts';
import { RequestError } from '../http/request-error.ts';
import type { Caller } from './caller.ts';

export const getMe: Handler<Api['getMe']> = async ({ caller }) => ({ status: 200, body: toMeView(caller) });

export const openSession: Handler<Api['openSession']> = async ({ body, request }, { access }) => {
  const { headers, url, ip } = request;
  const { caller, cookie } = await access.openSession(body.code, { headers, url, ip });
  return { status: 201, body: toMeView(caller), headers: { 'set-cookie': cookie } };
};

export const closeSession: Handler<Api['closeSession']> = async ({ caller }, { access }) => ({
  status: 204,
  headers: { 'set-cookie': await access.closeSession(caller) },
});

export const createLoginLink: Handler<Api['createLoginLink']> = async ({ caller }, { access }) => {
  const { url, expiresAt } = access.createLoginUrl(caller);
  return { status: 201, body: { url, expiresAt: toTime(expiresAt) } };
};

export const listKeys: Handler<Api['listKeys']> = async ({ caller, query: { limit, cursor } }, { home }) => {
  const page = { limit, ...(cursor !== undefined && { cursor }) };
  const { keys, next } = await home.store.listKeys(caller.principal.tenant, page);
  return { status: 200, body: { items: keys.map(toKeyView), next: next ?? null } };
};

export const createKey: Handler<Api['createKey']> = async ({ caller, body, newIds }, { access, clock }) => {
  const { name, rights } = body;
  const expiresAt = body.expiresAt === undefined ? undefined : toInstant(body.expiresAt);
  if (expiresAt !== undefined && expiresAt <= clock.now())
    throw new RequestError('invalid_input', 'expiresAt is not in the future', { path: 'expiresAt' });
  const { key: id } = await newIds('key');
  const wish = { id: ApiKeyId.parse(id), name, rights, ...(expiresAt !== undefined && { expiresAt }) };
  const { key, secret } = await access.createKey(caller, wish);
  return { status: 201, body: { key: toKeyView(key), secret } };
};

export const revokeKey: Handler<Api['revokeKey']> = async ({ caller, params }, { home, clock }) => {
  const key = await home.store.revokeKey(caller.principal.tenant, params.key, clock.now());
  if (!key) throw new RequestError('key_not_found', `there is no API key ${params.key}`);
  return { status: 200, body: toKeyView(key) };
};

function toMeView({ principal, by, csrf, expiresAt }: Caller): MeView {
  return { ...principal, by, csrf, expiresAt: toOptionalTime(expiresAt) };
}

function toKeyView({ id, name, rights, createdAt, expiresAt, revokedAt }: ApiKey): ApiKeyView {
  return {
    key: id,
    name,
    rights,
    createdAt: toTime(createdAt),
    expiresAt: toOptionalTime(expiresAt),
    revokedAt: toOptionalTime(revokedAt),
  };
}
