import type { Family } from './family.ts';
import { createWholeLineFetch } from './whole-line-fetch.ts';

const SMALLEST_WINDOW = 8192;
/** Languages and code that take more tokens than an estimate says still fit. */
const MARGIN = 2;

export const ollama: Family = {
  baseUrl: 'http://127.0.0.1:11434',
  needsKey: false,
  structureBesideTools: false,
  endsWithRawWord: true,
  takesSeed: false,
  embeds: true,
  listing: 'ollama',
  options: ({ card, inputTokens, maxOutputTokens, seed }) => ({
    ollama: {
      options: {
        num_ctx: toWindow(inputTokens * MARGIN + maxOutputTokens, card.context),
        num_predict: maxOutputTokens,
        ...(seed !== undefined && { seed }),
      },
    },
  }),
  async connect({ baseUrl, secret, fetch }) {
    const { createOllama } = await import('ollama-ai-provider-v2');
    const provider = createOllama({
      baseURL: `${baseUrl}/api`,
      fetch: createWholeLineFetch(fetch),
      ...(secret !== undefined && { headers: { Authorization: `Bearer ${secret}` } }),
    });
    return {
      chat: (id) => provider.chat(id),
      embedding: (id, dimensions) => ({
        model: provider.embedding(id),
        ...(dimensions !== undefined && { providerOptions: { ollama: { dimensions } } }),
      }),
    };
  },
};

/** Ollama silently forgets the beginning of what does not fit its window, and loads the model anew for each new size: so few sizes, each large enough. */
export function toWindow(needed: number, most: number): number {
  let window = SMALLEST_WINDOW;
  while (window < needed) window *= 2;
  return Math.min(window, most);
}
