import type { Family } from './family.ts';

export const anthropic: Family = {
  baseUrl: 'https://api.anthropic.com/v1',
  needsKey: true,
  structureBesideTools: true,
  endsWithRawWord: false,
  takesSeed: false,
  embeds: false,
  async connect({ baseUrl, secret = '', fetch }) {
    const { createAnthropic } = await import('@ai-sdk/anthropic');
    const provider = createAnthropic({ baseURL: baseUrl, apiKey: secret, fetch });
    return { chat: (id) => provider(id) };
  },
};
