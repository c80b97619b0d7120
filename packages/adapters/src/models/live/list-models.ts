/** The models that a server has right now, asked of the server itself. */
import type { ModelCard } from '@tutti/protocol';
import type { Endpoint, EndpointKey } from '../to-endpoints.ts';
import { listLitellmModels } from './list-litellm-models.ts';
import { listOllamaModels } from './list-ollama-models.ts';
import { listOpenaiModels } from './list-openai-models.ts';
import { createReadJson } from './read-json.ts';

export interface Question {
  readonly endpoint: Endpoint;
  readonly key: EndpointKey | undefined;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
}

/** Rejects where the server does not answer. */
export function listModels({ endpoint, key, fetch, signal }: Question): Promise<readonly ModelCard[]> {
  const { family, provider, baseUrl } = endpoint;
  const local = endpoint.local ?? (endpoint.near && family.listing !== 'litellm');
  const read = createReadJson({ fetch, signal, secret: key?.secret });
  const server = { provider, baseUrl, local, read };
  switch (family.listing) {
    case 'ollama':
      return listOllamaModels(server);
    case 'litellm':
      return listLitellmModels(server);
    case 'openai':
      return listOpenaiModels(server);
    case undefined:
      return Promise.resolve([]);
    default:
      return family.listing satisfies never;
  }
}
