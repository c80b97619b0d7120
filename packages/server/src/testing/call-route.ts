/** Calls a route as a client would, and holds every answer against the contract: by its schema and by the OpenAPI document. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { API, type Api, Problem, PROBLEM_TYPE, type Route, type RouteName } from '@tutti/protocol/api';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { expect } from 'vitest';
import * as z from 'zod';
import { createDocument, type OpenApiDocument } from '../open-api/create-document.ts';
import { OWNER } from './test-app.ts';

export interface RouteCall {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export type CallRoute = (name: RouteName, call?: RouteCall) => Promise<LightMyRequestResponse>;

export function createCallRoute(app: FastifyInstance): CallRoute {
  const checker = new AnswerChecker(createDocument('test'));
  return async (name, call = {}) => {
    const response = await app.inject(toInject(API[name], call));
    checker.check(name, response);
    return response;
  };
}

function toInject({ method, path }: Route, { params = {}, query = {}, body, headers = {} }: RouteCall): InjectOptions {
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const payload = method === 'POST' || method === 'PUT' ? { payload: body ?? {} } : {};
  return { method, url, query: { ...query }, headers: { host: 'localhost', ...OWNER, ...headers }, ...payload };
}

/** The good answer's body, typed by the contract. */
export function bodyOf<Name extends RouteName>(
  name: Name,
  { statusCode, json }: LightMyRequestResponse,
): z.output<SchemaOf<Name>> {
  const route: Route = API[name];
  const schema = route.answers[statusCode]?.schema;
  if (!schema) throw new Error(`${name} answered ${statusCode}: ${JSON.stringify(json())}`);
  return schema.parse(json()) as z.output<SchemaOf<Name>>;
}
type SchemaOf<Name extends RouteName> = Extract<
  Api[Name]['answers'][keyof Api[Name]['answers']],
  { schema: z.ZodType }
>['schema'];

export class AnswerChecker {
  readonly #document: OpenApiDocument;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(document: OpenApiDocument) {
    this.#document = document;
    formats.default(this.#ajv);
    this.#ajv.addSchema({ $id: 'api', ...document });
  }

  check(name: RouteName, { statusCode, headers, body }: LightMyRequestResponse): void {
    const route: Route = API[name];
    const answer = route.answers[statusCode];
    expect(headers['x-request-id']).toMatch(/^[\w-]{8,64}$/);
    if (answer && !answer.schema) return;
    const value: unknown = JSON.parse(body);
    if (!answer) {
      expect(headers['content-type']).toBe(PROBLEM_TYPE);
      expect(Problem.parse(value).status).toBe(statusCode);
    } else answer.schema?.parse(value);
    const media = answer ? 'application/json' : PROBLEM_TYPE;
    const validate = this.#getValidator(name, statusCode, media);
    expect(validate(value), `${name} ${statusCode}: ${JSON.stringify(validate.errors)}`).toBe(true);
  }

  #getValidator(name: RouteName, status: number, media: string): ValidateFunction {
    const { method, path } = API[name];
    const described = this.#document.paths[path]?.[method.toLowerCase()];
    expect(described?.responses, `${name} may answer ${status}`).toHaveProperty(String(status));
    const place = [path, method.toLowerCase(), 'responses', String(status), 'content', media, 'schema'];
    const pointer = place.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
    const known = this.#compiled.get(pointer) ?? this.#ajv.compile({ $ref: `api#/paths/${pointer}` });
    this.#compiled.set(pointer, known);
    return known;
  }
}
