/** Clients that nobody here wrote: of A2A and of MCP, as they come from npm. */
import { Role, type SendMessageRequest } from '@a2a-js/sdk';
import {
  type Client as A2aClient,
  ClientFactory,
  DefaultAgentCardResolver,
  JsonRpcTransportFactory,
} from '@a2a-js/sdk/client';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Right } from '@tutti/protocol';
import { onTestFinished } from 'vitest';
import type { TuttiServer } from './tutti-server.ts';

export async function createKey(server: TuttiServer, rights: readonly Right[]): Promise<string> {
  const body = JSON.stringify({ name: 'foreign', rights });
  return (await server.ask<{ secret: string }>('/api/v1/keys', { method: 'POST', body })).secret;
}

export function connectA2a({ url }: TuttiServer, agent: string, key: string): Promise<A2aClient> {
  const fetchImpl: typeof fetch = (input, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${key}`);
    return fetch(input, { ...init, headers });
  };
  const factory = new ClientFactory({
    transports: [new JsonRpcTransportFactory({ fetchImpl })],
    cardResolver: new DefaultAgentCardResolver({ fetchImpl }),
  });
  return factory.createFromUrl(`${url}/a2a/agents/${agent}/`);
}

export async function connectMcp({ url }: TuttiServer, key: string): Promise<Client> {
  const client = new Client({ name: 'foreign', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  const headers = { authorization: `Bearer ${key}` };
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', url), { requestInit: { headers } }));
  onTestFinished(() => client.close());
  return client;
}

/** Answered at once, however long it takes. */
export function toA2aMessage(messageId: string, text: string): SendMessageRequest {
  const part = { content: { $case: 'text' as const, value: text }, metadata: undefined, filename: '', mediaType: '' };
  return {
    tenant: '',
    message: {
      messageId,
      contextId: '',
      taskId: '',
      role: Role.ROLE_USER,
      parts: [part],
      metadata: undefined,
      extensions: [],
      referenceTaskIds: [],
    },
    configuration: { acceptedOutputModes: [], taskPushNotificationConfig: undefined, returnImmediately: true },
    metadata: undefined,
  };
}
