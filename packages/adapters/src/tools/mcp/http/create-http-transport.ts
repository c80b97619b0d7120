/**
 * A server of tools at an address. Requests and secrets go to that origin only, no redirect is followed, a name that stands for a forbidden
 * address is not connected to, and nothing is fetched that the server merely names, such as where to log in.
 */
import { type FetchLike, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createBoundFetch } from '../../../models/net/create-bound-fetch.ts';
import type { Line } from '../../../models/net/line.ts';
import { ToolServerError } from '../tool-server-error.ts';
import { boundEvents } from './bound-events.ts';

export interface HttpOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly messageBytes: number;
  readonly line: Line;
  readonly onBroken: (error: ToolServerError) => void;
}

export function createHttpTransport({
  url,
  headers,
  messageBytes,
  line,
  onBroken,
}: HttpOptions): StreamableHTTPClientTransport {
  const base = new URL(url);
  const bound = createBoundFetch(base, line);
  const fetch: FetchLike = async (target, init) => {
    const given = new Headers(init?.headers);
    for (const [name, value] of Object.entries(headers)) given.set(name, value);
    const response = await bound(target, { ...init, headers: given });
    return boundEvents(response, { mostBytes: messageBytes, onBroken });
  };
  return new StreamableHTTPClientTransport(base, { fetch });
}
