import type { Family } from './family.ts';

export const groq: Family = {
  baseUrl: 'https://api.groq.com/openai/v1',
  needsKey: true,
  // Beside tools, its library makes the answer a forced call and drops what the model says instead.
  structureBesideTools: false,
  endsWithRawWord: false,
  takesSeed: true,
  embeds: false,
  options: ({ strict }) => ({ groq: { strictJsonSchema: strict } }),
  async connect({ baseUrl, secret = '', fetch }) {
    const { createGroq } = await import('@ai-sdk/groq');
    const provider = createGroq({ baseURL: baseUrl, apiKey: secret, fetch });
    return { chat: (id) => provider(id) };
  },
};
