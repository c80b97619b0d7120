import * as z from 'zod';
import { ApiKeyId, TenantId, UserId } from '../../ids.ts';
import { Right } from '../../principal.ts';
import { PageQuery, pageOf } from '../page.ts';
import { defineRoute } from '../route.ts';
import { Time } from '../values.ts';

/** Who the caller is to this server. */
export const MeView = z
  .object({
    tenant: TenantId,
    user: UserId,
    rights: z.array(Right),
    /** `open`: authentication is switched off. */
    by: z.enum(['owner_token', 'session', 'api_key', 'open']),
    /** Of a browser's session: goes with everything that changes something, as `X-Tutti-Csrf`. */
    csrf: z.string().optional(),
    expiresAt: Time.optional(),
  })
  .meta({ id: 'Me' });
export type MeView = z.infer<typeof MeView>;

export const ApiKeyView = z
  .object({
    key: ApiKeyId,
    name: z.string(),
    rights: z.array(Right),
    createdAt: Time,
    expiresAt: Time.optional(),
    revokedAt: Time.optional(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKeyView = z.infer<typeof ApiKeyView>;

export const accessRoutes = {
  getMe: defineRoute({
    method: 'GET',
    path: '/api/v1/me',
    tag: 'access',
    summary: 'Who you are here, and what you may do',
    access: 'view',
    answers: { 200: { description: 'You.', schema: MeView } },
  }),
  openSession: defineRoute({
    method: 'POST',
    path: '/api/v1/session',
    tag: 'access',
    summary: 'Exchange a one-time code for a cookie',
    access: 'anyone',
    body: z.strictObject({ code: z.string().min(1).max(200) }).meta({ id: 'LoginCode' }),
    answers: { 201: { description: 'You; the cookie is in the header.', schema: MeView } },
    problems: ['unauthenticated', 'too_many_requests'],
  }),
  closeSession: defineRoute({
    method: 'DELETE',
    path: '/api/v1/session',
    tag: 'access',
    summary: 'Sign out',
    access: 'view',
    answers: { 204: { description: 'The cookie is worth nothing any more.' } },
  }),
  createLoginLink: defineRoute({
    method: 'POST',
    path: '/api/v1/login-links',
    tag: 'access',
    summary: 'A one-time link for a browser of your own, with the rights that you have here',
    access: 'view',
    body: z.strictObject({}),
    answers: {
      201: {
        description: 'Good for one browser and ten minutes.',
        schema: z.object({ url: z.string(), expiresAt: Time }),
      },
    },
  }),
  listKeys: defineRoute({
    method: 'GET',
    path: '/api/v1/keys',
    tag: 'access',
    summary: 'The API keys, without their secrets',
    access: 'manage',
    query: PageQuery,
    answers: { 200: { description: 'A page, the newest first.', schema: pageOf(ApiKeyView) } },
  }),
  createKey: defineRoute({
    method: 'POST',
    path: '/api/v1/keys',
    tag: 'access',
    summary: 'Make an API key; its secret is in this answer and nowhere else',
    access: 'manage',
    body: z
      .strictObject({
        name: z.string().trim().min(1).max(100),
        rights: z.array(Right).min(1).max(3).default(['view']),
        expiresAt: Time.optional(),
      })
      .meta({ id: 'NewApiKey' }),
    creates: true,
    answers: { 201: { description: 'The key.', schema: z.object({ key: ApiKeyView, secret: z.string() }) } },
  }),
  revokeKey: defineRoute({
    method: 'DELETE',
    path: '/api/v1/keys/{key}',
    tag: 'access',
    summary: 'Make an API key worthless, at once',
    access: 'manage',
    params: z.strictObject({ key: ApiKeyId }),
    answers: { 200: { description: 'The key as it stands now.', schema: ApiKeyView } },
    problems: ['key_not_found'],
  }),
} as const;
