import type { Family } from './family.ts';

export const openrouter: Family = {
  baseUrl: 'https://openrouter.ai/api/v1',
  needsKey: true,
  structureBesideTools: true,
  endsWithRawWord: true,
  takesSeed: true,
  embeds: true,
  options: ({ strict }) => ({ openrouter: { structuredOutputs: { strict } } }),
  async connect({ baseUrl, secret = '', fetch }) {
    const { createOpenRouter } = await import('@openrouter/ai-sdk-provider');
    const provider = createOpenRouter({ baseURL: baseUrl, apiKey: secret, fetch, compatibility: 'strict' });
    return {
      chat: (id) => provider.chat(id, { usage: { include: true } }),
      embedding: (id) => ({ model: provider.textEmbeddingModel(id) }),
    };
  },
};
