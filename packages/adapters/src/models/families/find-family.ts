import type { ProviderId } from '@tutti/protocol';
import { anthropic } from './anthropic.ts';
import { azure } from './azure.ts';
import { cohere } from './cohere.ts';
import { ai21, compatible, huggingface, litellm, together } from './compatible.ts';
import { deepseek } from './deepseek.ts';
import type { Family } from './family.ts';
import { google } from './google.ts';
import { groq } from './groq.ts';
import { mistral } from './mistral.ts';
import { ollama } from './ollama.ts';
import { openai } from './openai.ts';
import { openrouter } from './openrouter.ts';

export const FAMILIES = {
  openai,
  anthropic,
  google,
  azure,
  groq,
  mistral,
  cohere,
  togetherai: together,
  huggingface,
  ai21,
  openrouter,
  deepseek,
  ollama,
  litellm,
  compatible,
} as const satisfies Record<ProviderId, Family>;
export type FamilyName = keyof typeof FAMILIES;

/** A provider of another name is a server that speaks OpenAI's chat protocol. */
export function findFamily(provider: ProviderId): Family {
  return isFamilyName(provider) ? FAMILIES[provider] : compatible;
}

function isFamilyName(provider: string): provider is FamilyName {
  return Object.hasOwn(FAMILIES, provider);
}
