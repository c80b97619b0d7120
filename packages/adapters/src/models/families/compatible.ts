/** Servers that speak OpenAI's chat protocol: some of them by name, any of them by its address. */
import type { Connection, ConnectedModels, Family } from './family.ts';

/** Any server by its base URL, such as vLLM, LM Studio or llama.cpp. */
export const compatible: Family = {
  needsKey: false,
  structureBesideTools: false,
  endsWithRawWord: true,
  takesSeed: false,
  embeds: true,
  listing: 'openai',
  options: ({ strict }) => ({ openaiCompatible: { strictJsonSchema: strict } }),
  connect,
};

export const litellm: Family = { ...compatible, listing: 'litellm' };

const { listing: _notListed, ...unlisted } = compatible;
const hosted = { ...unlisted, needsKey: true } satisfies Family;

export const huggingface: Family = { ...hosted, baseUrl: 'https://router.huggingface.co/v1', embeds: false };

export const ai21: Family = { ...hosted, baseUrl: 'https://api.ai21.com/studio/v1', embeds: false };

/** Its own library asks for JSON without saying of which shape, for all models but a few that it knows by name. */
export const together: Family = { ...hosted, baseUrl: 'https://api.together.xyz/v1', takesSeed: true };

async function connect({ provider, baseUrl, secret, fetch }: Connection): Promise<ConnectedModels> {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
  const models = createOpenAICompatible({
    name: provider,
    baseURL: baseUrl,
    ...(secret !== undefined && { apiKey: secret }),
    fetch,
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
  return {
    chat: (id) => models.chatModel(id),
    embedding: (id, dimensions) => ({
      model: models.embeddingModel(id),
      ...(dimensions !== undefined && { providerOptions: { openaiCompatible: { dimensions } } }),
    }),
  };
}
