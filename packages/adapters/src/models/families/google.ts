import type { Family } from './family.ts';

export const google: Family = {
  baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
  needsKey: true,
  // Models before Gemini 3 refuse both together.
  structureBesideTools: false,
  endsWithRawWord: false,
  takesSeed: true,
  embeds: true,
  async connect({ baseUrl, secret = '', fetch }) {
    const { createGoogle } = await import('@ai-sdk/google');
    const provider = createGoogle({ baseURL: baseUrl, apiKey: secret, fetch });
    return {
      chat: (id) => provider(id),
      embedding: (id, dimensions) => ({
        model: provider.embedding(id),
        ...(dimensions !== undefined && { providerOptions: { google: { outputDimensionality: dimensions } } }),
      }),
    };
  },
};
