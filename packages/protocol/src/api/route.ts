/** What a route is: enough for the server to serve it, for the client to call it, for a document to describe it, and for a test to attack it. */
import type * as z from 'zod';
import type { ErrorCode } from '../error-codes.ts';
import type { Right } from '../principal.ts';

export interface Answer {
  readonly description: string;
  /** Absent: no body, or bytes of `mediaType`. */
  readonly schema?: z.ZodType;
  readonly mediaType?: string;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With parameters as in `/api/v1/runs/{run}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** Who may call it; `anyone` needs no credentials. */
  readonly access: Right | 'anyone';
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** Where its bodies may be larger than the server's own limit. */
  readonly bodyLimitBytes?: number;
  readonly answers: Readonly<Record<number, Answer>>;
  /** It makes something: the same `Idempotency-Key` and body give the same answer. */
  readonly creates?: true;
  /** Refusals beyond those that every route has. */
  readonly problems?: readonly ErrorCode[];
}

export function defineRoute<const R extends Route>(route: R): R {
  return route;
}

/** An object without any field would forbid every other field of the whole. */
type Fields<Input> = Input extends Record<string, never> ? unknown : Input;
type In<Schema> = Schema extends z.ZodType ? Fields<z.input<Schema>> : unknown;
type Out<Schema> = Schema extends z.ZodType ? z.output<Schema> : unknown;
type Field<R, Name extends string> = R extends { readonly [Key in Name]: infer Schema } ? Schema : undefined;

/** What a caller gives: parameters, query and body in one object. */
export type RouteInput<R extends Route> = In<Field<R, 'params'>> & In<Field<R, 'query'>> & In<Field<R, 'body'>>;
/** What a handler is given, parsed. */
export type RouteParts<R extends Route> = {
  readonly params: Out<Field<R, 'params'>>;
  readonly query: Out<Field<R, 'query'>>;
  readonly body: Out<Field<R, 'body'>>;
};
type AnswerOf<R extends Route> = R['answers'][keyof R['answers']];
type Schemas<A> = A extends { readonly schema: infer Schema extends z.ZodType } ? z.output<Schema> : never;
/** The body of a good answer. */
export type RouteOutput<R extends Route> = Schemas<AnswerOf<R>>;
