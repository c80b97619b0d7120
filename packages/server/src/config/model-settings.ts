/** The settings of models: which providers there are, with which keys, at which addresses. */
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { ProviderId } from '@tutti/protocol';
import type { KeySource } from '@tutti/protocol/api';
import { file, ollamaUrl, oneOf, providerNames, resourceName, secretList, serviceUrl } from './setting-values.ts';
import type { SettingFacts } from './setting-facts.ts';

const keys = secretList.optional();
const url = serviceUrl.optional();

export const MODEL_VALUES = {
  models: oneOf(['found', 'rehearsal']).default('found'),
  keyFile: file.prefault(() => join(homedir() || userInfo().homedir, '.config', 'tutti', 'key-file')),
  catalogueUrl: serviceUrl.default('https://models.dev/api.json'),
  paidProviders: providerNames.default([]),
  openaiKeys: keys,
  openaiUrl: url,
  anthropicKeys: keys,
  anthropicUrl: url,
  googleKeys: keys,
  googleUrl: url,
  azureKeys: keys,
  azureUrl: url,
  azureResource: resourceName.optional(),
  groqKeys: keys,
  groqUrl: url,
  mistralKeys: keys,
  mistralUrl: url,
  cohereKeys: keys,
  cohereUrl: url,
  togetherKeys: keys,
  togetherUrl: url,
  huggingfaceKeys: keys,
  huggingfaceUrl: url,
  ai21Keys: keys,
  ai21Url: url,
  openrouterKeys: keys,
  openrouterUrl: url,
  deepseekKeys: keys,
  deepseekUrl: url,
  ollamaApiUrl: ollamaUrl.optional(),
  litellmKeys: keys,
  litellmUrl: url,
  compatibleKeys: keys,
  compatibleUrl: url,
};

type ModelSettingName = keyof typeof MODEL_VALUES;
type KeysName = Extract<ModelSettingName, `${string}Keys`>;
type UrlName = Exclude<Extract<ModelSettingName, `${string}Url`>, 'catalogueUrl'>;

export interface ProviderNames {
  readonly provider: ProviderId;
  readonly title: string;
  /** Absent where it needs none. */
  readonly keys?: KeysName;
  readonly url: UrlName;
}

/** By which settings each provider is set. */
export const PROVIDER_NAMES: readonly ProviderNames[] = [
  { provider: 'openai', title: 'OpenAI', keys: 'openaiKeys', url: 'openaiUrl' },
  { provider: 'anthropic', title: 'Anthropic', keys: 'anthropicKeys', url: 'anthropicUrl' },
  { provider: 'google', title: 'Google Gemini', keys: 'googleKeys', url: 'googleUrl' },
  { provider: 'azure', title: 'Azure OpenAI', keys: 'azureKeys', url: 'azureUrl' },
  { provider: 'groq', title: 'Groq', keys: 'groqKeys', url: 'groqUrl' },
  { provider: 'mistral', title: 'Mistral', keys: 'mistralKeys', url: 'mistralUrl' },
  { provider: 'cohere', title: 'Cohere', keys: 'cohereKeys', url: 'cohereUrl' },
  { provider: 'togetherai', title: 'Together AI', keys: 'togetherKeys', url: 'togetherUrl' },
  { provider: 'huggingface', title: 'Hugging Face', keys: 'huggingfaceKeys', url: 'huggingfaceUrl' },
  { provider: 'ai21', title: 'AI21', keys: 'ai21Keys', url: 'ai21Url' },
  { provider: 'openrouter', title: 'OpenRouter', keys: 'openrouterKeys', url: 'openrouterUrl' },
  { provider: 'deepseek', title: 'DeepSeek', keys: 'deepseekKeys', url: 'deepseekUrl' },
  { provider: 'ollama', title: 'Ollama', url: 'ollamaApiUrl' },
  { provider: 'litellm', title: 'LiteLLM', keys: 'litellmKeys', url: 'litellmUrl' },
  { provider: 'compatible', title: 'OpenAI-compatible server', keys: 'compatibleKeys', url: 'compatibleUrl' },
];

const keysOf = (title: string, ...variables: readonly string[]): SettingFacts => ({
  description: `Keys of ${title}, with commas between them where there are several.`,
  // Whoever sets several means all of them.
  variables: [...variables.map((variable) => `${variable}S`), ...variables],
  inFile: true,
  secret: true,
  ownerOnly: true,
});

const urlOf = (title: string, ...variables: readonly string[]): SettingFacts => ({
  description: `Where ${title} answers, when that is not its own address; its keys are then sent there only.`,
  variables,
  inFile: true,
  guarded: true,
});

export const MODEL_SETTINGS: Readonly<Record<ModelSettingName, SettingFacts>> = {
  models: {
    description:
      '`found`: every model that there is a key for, or that runs here. `rehearsal`: only words that are made up.',
    variables: ['TUTTI_MODELS'],
    inFile: true,
  },
  keyFile: {
    description: 'What stored provider keys are encrypted with. Every server of a database needs the same file.',
    variables: ['TUTTI_KEY_FILE'],
    inFile: true,
  },
  catalogueUrl: {
    description:
      'Where the catalogue of models is fetched from when somebody asks for it; nothing is fetched otherwise.',
    variables: ['TUTTI_CATALOGUE_URL'],
    inFile: true,
    guarded: true,
  },
  paidProviders: {
    description:
      'Providers whose keys of the settings are charged for every call, even of models that have a free tier.',
    variables: ['TUTTI_PAID_PROVIDERS'],
    inFile: true,
  },
  openaiKeys: keysOf('OpenAI', 'OPENAI_API_KEY'),
  openaiUrl: urlOf('OpenAI', 'OPENAI_BASE_URL'),
  anthropicKeys: keysOf('Anthropic', 'ANTHROPIC_API_KEY'),
  anthropicUrl: urlOf('Anthropic', 'ANTHROPIC_BASE_URL'),
  googleKeys: keysOf('Google Gemini', 'GOOGLE_GENERATIVE_AI_API_KEY', 'GEMINI_API_KEY'),
  googleUrl: urlOf('Google Gemini', 'GOOGLE_BASE_URL', 'GEMINI_BASE_URL'),
  azureKeys: keysOf('Azure OpenAI', 'AZURE_API_KEY'),
  azureUrl: urlOf('Azure OpenAI', 'AZURE_BASE_URL'),
  azureResource: {
    description: 'The resource of Azure OpenAI, where no address is set.',
    variables: ['AZURE_RESOURCE_NAME'],
    inFile: true,
  },
  groqKeys: keysOf('Groq', 'GROQ_API_KEY'),
  groqUrl: urlOf('Groq', 'GROQ_BASE_URL'),
  mistralKeys: keysOf('Mistral', 'MISTRAL_API_KEY'),
  mistralUrl: urlOf('Mistral', 'MISTRAL_BASE_URL'),
  cohereKeys: keysOf('Cohere', 'COHERE_API_KEY'),
  cohereUrl: urlOf('Cohere', 'COHERE_BASE_URL'),
  togetherKeys: keysOf('Together AI', 'TOGETHER_API_KEY', 'TOGETHER_AI_API_KEY'),
  togetherUrl: urlOf('Together AI', 'TOGETHER_BASE_URL'),
  huggingfaceKeys: keysOf('Hugging Face', 'HF_TOKEN', 'HUGGINGFACE_API_KEY'),
  huggingfaceUrl: urlOf('Hugging Face', 'HUGGINGFACE_BASE_URL'),
  ai21Keys: keysOf('AI21', 'AI21_API_KEY'),
  ai21Url: urlOf('AI21', 'AI21_BASE_URL'),
  openrouterKeys: keysOf('OpenRouter', 'OPENROUTER_API_KEY'),
  openrouterUrl: urlOf('OpenRouter', 'OPENROUTER_BASE_URL'),
  deepseekKeys: keysOf('DeepSeek', 'DEEPSEEK_API_KEY'),
  deepseekUrl: urlOf('DeepSeek', 'DEEPSEEK_BASE_URL'),
  ollamaApiUrl: {
    description: 'Where Ollama answers. On this machine it is found by itself; `off`: it is not looked for.',
    variables: ['OLLAMA_API_URL', 'OLLAMA_HOST', 'OLLAMA_BASE_URL'],
    foreign: ['OLLAMA_HOST'],
    inFile: true,
    guarded: true,
  },
  litellmKeys: keysOf('a LiteLLM proxy', 'LITELLM_API_KEY'),
  litellmUrl: urlOf('a LiteLLM proxy', 'LITELLM_BASE_URL'),
  compatibleKeys: keysOf('a server that is compatible with OpenAI', 'OPENAI_COMPATIBLE_API_KEY'),
  compatibleUrl: urlOf('a server that is compatible with OpenAI', 'OPENAI_COMPATIBLE_BASE_URL'),
};

/** How a provider is set: what it is called with, and where. */
export interface ProviderSetting {
  readonly provider: ProviderId;
  /** `off`: it is not used even if it is there. */
  readonly baseUrl?: string;
  readonly keys: readonly SetKey[];
}

export interface SetKey {
  readonly name: string;
  readonly secret: string;
  readonly from: Exclude<KeySource, 'stored'>;
  /** Its calls are charged even of models that have a free tier. */
  readonly paid: boolean;
}

/** Everything about models that can be set. It holds secrets. */
export interface ModelSettings {
  readonly use: 'found' | 'rehearsal';
  readonly keyFile: string;
  readonly catalogueUrl: string;
  /** Only those of which anything is set. */
  readonly providers: readonly ProviderSetting[];
}

export type ModelValues = { readonly [Name in KeysName]?: readonly string[] | undefined } & {
  readonly [Name in UrlName]?: string | undefined;
} & {
  readonly models: ModelSettings['use'];
  readonly keyFile: string;
  readonly catalogueUrl: string;
  readonly paidProviders: readonly ProviderId[];
  readonly azureResource?: string | undefined;
};

/** `sourceOf` tells where the value of a setting stands, such as `file /…/config.yaml`. */
export function toModelSettings(values: ModelValues, sourceOf: (name: KeysName) => string): ModelSettings {
  const providers = PROVIDER_NAMES.map((names) => toProviderSetting(values, names, sourceOf));
  const isSet = ({ baseUrl, keys: set }: ProviderSetting) => baseUrl !== undefined || set.length > 0;
  const { models: use, keyFile, catalogueUrl } = values;
  return { use, keyFile, catalogueUrl, providers: providers.filter(isSet) };
}

function toProviderSetting(
  values: ModelValues,
  { provider, keys: keysName, url: urlName }: ProviderNames,
  sourceOf: (name: KeysName) => string,
): ProviderSetting {
  const baseUrl = values[urlName] ?? (provider === 'azure' ? toAzureUrl(values.azureResource) : undefined);
  const secrets = (keysName && values[keysName]) ?? [];
  const paid = values.paidProviders.includes(provider);
  const from = keysName && sourceOf(keysName).startsWith('file ') ? 'file' : 'environment';
  return {
    provider,
    ...(baseUrl !== undefined && { baseUrl }),
    keys: secrets.map((secret, index) => ({ name: toKeyName(from, index), secret, from, paid })),
  };
}

/** These belong to the settings: no stored key may be called so. */
export const RESERVED_KEY_NAME = /^(environment|file)(-\d+)?$/;

function toKeyName(from: SetKey['from'], index: number): string {
  return index === 0 ? from : `${from}-${index + 1}`;
}

function toAzureUrl(resource: string | undefined): string | undefined {
  return resource === undefined ? undefined : `https://${resource}.openai.azure.com/openai`;
}
