import type { Family } from './family.ts';

export const mistral: Family = {
  baseUrl: 'https://api.mistral.ai/v1',
  needsKey: true,
  structureBesideTools: false,
  endsWithRawWord: false,
  takesSeed: true,
  embeds: true,
  options: ({ strict }) => ({ mistral: { strictJsonSchema: strict } }),
  async connect({ baseUrl, secret = '', fetch }) {
    const { createMistral } = await import('@ai-sdk/mistral');
    const provider = createMistral({ baseURL: baseUrl, apiKey: secret, fetch });
    return { chat: (id) => provider(id), embedding: (id) => ({ model: provider.embedding(id) }) };
  },
};
