import type { Family } from './family.ts';

export const cohere: Family = {
  baseUrl: 'https://api.cohere.com/v2',
  needsKey: true,
  structureBesideTools: false,
  endsWithRawWord: true,
  takesSeed: true,
  embeds: true,
  async connect({ baseUrl, secret = '', fetch }) {
    const { createCohere } = await import('@ai-sdk/cohere');
    const provider = createCohere({ baseURL: baseUrl, apiKey: secret, fetch });
    return {
      chat: (id) => provider(id),
      embedding: (id, dimensions) => ({
        model: provider.embedding(id),
        ...(dimensions !== undefined && { providerOptions: { cohere: { outputDimension: dimensions } } }),
      }),
    };
  },
};
