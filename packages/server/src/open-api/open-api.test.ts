import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { ERRORS } from '@tutti/protocol';
import { API, type Route } from '@tutti/protocol/api';
import { describe, expect, it } from 'vitest';
import { openTestApp, VIEWER } from '../testing/test-app.ts';
import { createDocument } from './create-document.ts';
import { renderDocs } from './render-docs.ts';

const document = createDocument('1.2.3');
const text = JSON.stringify(document);

describe('the document', () => {
  it('holds every route with its parameters, its answers and its rights', () => {
    for (const [name, route] of Object.entries<Route>(API)) {
      const operation = document.paths[route.path]?.[route.method.toLowerCase()];
      expect(operation).toMatchObject({ operationId: name, tags: [route.tag] });
      expect(Object.keys(operation?.responses as object)).toEqual(expect.arrayContaining(Object.keys(route.answers)));
      const named = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      const given = (operation?.parameters ?? []) as { name: string; in: string }[];
      expect(given.filter((each) => each.in === 'path').map((each) => each.name)).toEqual(named);
      expect(operation?.security).toEqual(route.access === 'anyone' ? [] : undefined);
      expect(given.some((each) => each.name === 'Idempotency-Key')).toBe(route.creates === true);
    }
    const tags = new Set(Object.values<Route>(API).map(({ tag }) => tag));
    expect(new Set(document.tags.map(({ name }) => name))).toEqual(tags);
  });

  it('refers to nothing that is not in it, and holds nothing that nobody refers to', () => {
    const refs = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref));
    const schemas = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(refs).toEqual(new Set(schemas));
    expect(text).not.toContain('__schema');
    expect(text).not.toContain('$defs');
  });

  it('holds only schemas that a validator takes', () => {
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    ajv.addSchema({ $id: 'api', ...document });
    for (const name of Object.keys(document.components.schemas))
      expect(ajv.compile({ $ref: `api#/components/schemas/${name}` })).toBeTypeOf('function');
    const validate = ajv.compile({ $ref: 'api#/components/schemas/NewTask' });
    expect(validate({ goal: 'x' })).toBe(true);
    expect(validate({ goal: 'x', other: 1 })).toBe(false);
  });

  it('describes the event stream', () => {
    const responses = document.paths['/api/v1/runs/{run}/events']?.get?.responses;
    expect(responses).toMatchObject({ 200: { content: { 'text/event-stream': {}, 'application/json': {} } } });
  });
});

describe('its page', () => {
  const page = renderDocs(document);

  it('tells of every route, schema and error, with an anchor for each link', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining([...Object.keys(API), ...Object.keys(ERRORS)]));
    for (const [, anchor] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(anchor);
  });

  it('needs no script and no style that its policy forbids', async () => {
    await using stage = await openTestApp();
    const { headers, body } = await stage.app.inject({ url: '/api/docs', headers: VIEWER });
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+';/);
    expect(body).not.toMatch(/<script|style="|\son\w+=/);
    const open = await stage.app.inject({ url: '/api/openapi.json', headers: VIEWER });
    expect(open.json()).toMatchObject({ openapi: '3.1.0' });
    expect((await stage.app.inject({ url: '/api/docs' })).statusCode).toBe(401);
  });
});
