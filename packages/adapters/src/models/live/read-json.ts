import * as z from 'zod';

/** A server that lists its models. */
export interface ListingServer {
  readonly provider: string;
  readonly baseUrl: string;
  readonly local: boolean;
  readonly read: ReadJson;
}

export type ReadJson = <T>(url: string, schema: z.ZodType<T>, body?: object) => Promise<T>;

export interface Reading {
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  readonly secret: string | undefined;
}

/** The status of an answer that is not one stands in `statusCode`, as with the AI SDK's own errors. */
export class ListingError extends Error {
  readonly statusCode: number;
  readonly responseBody: string;
  override get name(): string {
    return 'APICallError';
  }
  constructor(statusCode: number, responseBody: string) {
    super(`it answered with status ${statusCode}`);
    this.statusCode = statusCode;
    this.responseBody = responseBody;
  }
}

export function createReadJson({ fetch, signal, secret }: Reading): ReadJson {
  const headers = { accept: 'application/json', ...(secret !== undefined && { authorization: `Bearer ${secret}` }) };
  return async (url, schema, body) => {
    const response = await fetch(url, {
      signal,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new ListingError(response.status, text.slice(0, 2000));
    return schema.parse(JSON.parse(text));
  };
}
