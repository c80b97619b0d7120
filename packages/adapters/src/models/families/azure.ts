import type { Family } from './family.ts';

/** A model's id is the name of its deployment. */
export const azure: Family = {
  needsKey: true,
  api: 'chat',
  structureBesideTools: true,
  endsWithRawWord: false,
  takesSeed: false,
  embeds: true,
  options: ({ strict }) => ({
    azure: { store: false, strictJsonSchema: strict },
    openai: { store: false, strictJsonSchema: strict },
  }),
  async connect({ baseUrl, secret = '', api, fetch }) {
    const { createAzure } = await import('@ai-sdk/azure');
    const provider = createAzure({ baseURL: baseUrl, apiKey: secret, fetch });
    return {
      chat: (id) => (api === 'chat' ? provider.chat(id) : provider.responses(id)),
      embedding: (id, dimensions) => ({
        model: provider.embedding(id),
        ...(dimensions !== undefined && { providerOptions: { openai: { dimensions } } }),
      }),
    };
  },
};
