import type { Family } from './family.ts';

export const deepseek: Family = {
  baseUrl: 'https://api.deepseek.com',
  needsKey: true,
  structureBesideTools: false,
  endsWithRawWord: true,
  takesSeed: false,
  embeds: false,
  options: ({ strict }) => ({ deepseek: { strictJsonSchema: strict } }),
  async connect({ baseUrl, secret = '', fetch }) {
    const { createDeepSeek } = await import('@ai-sdk/deepseek');
    const provider = createDeepSeek({ baseURL: baseUrl, apiKey: secret, fetch });
    return { chat: (id) => provider.chat(id) };
  },
};
