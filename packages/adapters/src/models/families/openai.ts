import type { Family } from './family.ts';

export const openai: Family = {
  baseUrl: 'https://api.openai.com/v1',
  needsKey: true,
  api: 'responses',
  structureBesideTools: true,
  endsWithRawWord: false,
  takesSeed: false,
  embeds: true,
  // What is said here is kept in the journal of its owner, and nowhere else.
  options: ({ strict }) => ({ openai: { store: false, strictJsonSchema: strict } }),
  async connect({ baseUrl, secret = '', api, fetch }) {
    const { createOpenAI } = await import('@ai-sdk/openai');
    const provider = createOpenAI({ baseURL: baseUrl, apiKey: secret, fetch });
    return {
      chat: (id) => (api === 'chat' ? provider.chat(id) : provider.responses(id)),
      embedding: (id, dimensions) => ({
        model: provider.embedding(id),
        ...(dimensions !== undefined && { providerOptions: { openai: { dimensions } } }),
      }),
    };
  },
};
