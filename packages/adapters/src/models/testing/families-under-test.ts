/** Every family, where it is found at aimock, and how its answers look on their way. The tests and the table in docs/providers.md are made of it. */
import { type NewModelCard, ModelCard } from '@tutti/protocol';
import type { Api } from '../families/family.ts';
import type { FamilyName } from '../families/find-family.ts';
import { anthropicMessages } from './wire/anthropic.ts';
import { cohereChat } from './wire/cohere.ts';
import { gemini } from './wire/gemini.ts';
import { ollamaChat } from './wire/ollama.ts';
import { createOpenaiChatWire } from './wire/openai-chat.ts';
import { openaiResponses } from './wire/openai-responses.ts';
import type { Wire } from './wire/wire.ts';

export interface FamilyUnderTest {
  readonly title: string;
  readonly provider: FamilyName;
  readonly api?: Api;
  /** What stands behind the address of the server. */
  readonly path: string;
  readonly wire: Wire;
  /** Loaded with its first call. */
  readonly library: string;
  readonly card: ModelCard;
  /** What the protocol tells of its usage beside input and output. */
  readonly tells: readonly ('cacheRead' | 'cacheWrite' | 'reasoning')[];
  /** Answers that are ended early by the provider for what was said. */
  readonly refuses: boolean;
  /** Why aimock cannot play this family's stream; then only the protocol server does. */
  readonly unlikeAimock?: string;
  /** Against whom its embeddings are run; absent: it has none. */
  readonly embeds?: 'aimock' | 'protocol';
}

const CHAT = createOpenaiChatWire('own-chunk');
const LAST_CHUNK = createOpenaiChatWire('last-chunk');

/** The others speak OpenAI's chat protocol. */
const LIBRARIES: Partial<Record<FamilyName, string>> = {
  openai: '@ai-sdk/openai',
  anthropic: '@ai-sdk/anthropic',
  google: '@ai-sdk/google',
  azure: '@ai-sdk/azure',
  groq: '@ai-sdk/groq',
  mistral: '@ai-sdk/mistral',
  cohere: '@ai-sdk/cohere',
  openrouter: '@openrouter/ai-sdk-provider',
  deepseek: '@ai-sdk/deepseek',
  ollama: 'ollama-ai-provider-v2',
};

export const FAMILIES_UNDER_TEST: readonly FamilyUnderTest[] = [
  toRow({ title: 'OpenAI, Responses', provider: 'openai', api: 'responses', wire: openaiResponses, embeds: 'aimock' }),
  toRow({ title: 'OpenAI, Chat Completions', provider: 'openai', api: 'chat', wire: CHAT, embeds: 'aimock' }),
  toRow({
    title: 'Anthropic',
    provider: 'anthropic',
    wire: anthropicMessages,
    model: 'claude-sonnet-4-5',
    tells: ['cacheRead', 'cacheWrite'],
  }),
  toRow({
    title: 'Google Gemini',
    provider: 'google',
    path: '/v1beta',
    wire: gemini,
    model: 'gemini-3-flash-preview',
    embeds: 'protocol',
  }),
  toRow({ title: 'Azure OpenAI', provider: 'azure', path: '/openai/v1', wire: CHAT, embeds: 'aimock' }),
  toRow({ title: 'Groq', provider: 'groq', path: '/openai/v1', wire: createOpenaiChatWire('x_groq') }),
  toRow({
    title: 'Mistral',
    provider: 'mistral',
    wire: LAST_CHUNK,
    tells: ['cacheRead'],
    refuses: false,
    embeds: 'aimock',
  }),
  toRow({
    title: 'Cohere',
    provider: 'cohere',
    path: '/v2',
    wire: cohereChat,
    tells: [],
    refuses: false,
    unlikeAimock: 'its `content-start` has no `text`',
    embeds: 'protocol',
  }),
  toRow({ title: 'Together AI', provider: 'togetherai', wire: LAST_CHUNK, embeds: 'aimock' }),
  toRow({ title: 'Hugging Face', provider: 'huggingface', wire: CHAT }),
  toRow({ title: 'AI21', provider: 'ai21', wire: CHAT }),
  toRow({ title: 'OpenRouter', provider: 'openrouter', path: '/api/v1', wire: CHAT, embeds: 'aimock' }),
  toRow({ title: 'DeepSeek', provider: 'deepseek', wire: LAST_CHUNK }),
  toRow({
    title: 'Ollama',
    provider: 'ollama',
    path: '',
    wire: ollamaChat,
    tells: [],
    refuses: false,
    unlikeAimock: 'its usage is always zero',
    embeds: 'protocol',
  }),
  toRow({ title: 'LiteLLM proxy', provider: 'litellm', wire: CHAT, embeds: 'aimock' }),
  toRow({ title: 'any OpenAI-compatible server', provider: 'compatible', wire: CHAT, embeds: 'aimock' }),
];

type Row = Pick<FamilyUnderTest, 'title' | 'provider' | 'wire'> &
  Partial<FamilyUnderTest> & { readonly model?: string };

function toRow({ model = 'm1', ...row }: Row): FamilyUnderTest {
  const card: NewModelCard = {
    id: `${row.provider}/${model}`,
    name: row.title,
    context: 128_000,
    output: 8_000,
    input: ['text', 'image', 'pdf'],
    tools: true,
    structured: true,
    strength: 50,
    price: { input: 1_000_000_000, output: 4_000_000_000 },
  };
  const library = LIBRARIES[row.provider] ?? '@ai-sdk/openai-compatible';
  return {
    path: '/v1',
    library,
    tells: ['cacheRead', 'reasoning'],
    refuses: true,
    card: ModelCard.parse(card),
    ...row,
  };
}
