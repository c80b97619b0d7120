/** A family of providers: one protocol, one library that speaks it, loaded when the first call needs it. */
import type { OpenAIProvider } from '@ai-sdk/openai';
import type { ModelCard } from '@tutti/protocol';

type LanguageModel = ReturnType<OpenAIProvider['chat']>;
type EmbeddingModel = ReturnType<OpenAIProvider['embedding']>;

/** What is used of the AI SDK's model: one call that streams. Its own retries, which live elsewhere, do not exist here. */
export type ChatModel = Pick<LanguageModel, 'doStream'>;
export type TextEmbedder = Pick<EmbeddingModel, 'doEmbed' | 'maxEmbeddingsPerCall'>;
export type CallOptions = Parameters<LanguageModel['doStream']>[0];
export type Prompt = CallOptions['prompt'];
export type ProviderOptions = NonNullable<CallOptions['providerOptions']>;
type StreamResult = Awaited<ReturnType<LanguageModel['doStream']>>;
export type StreamPart = StreamResult['stream'] extends ReadableStream<infer Part> ? Part : never;
export type FinishPart = Extract<StreamPart, { type: 'finish' }>;

/** Which of OpenAI's two protocols is spoken, where a provider has both. */
export type Api = 'chat' | 'responses';

/** One provider at one address with one key. */
export interface Connection {
  readonly provider: string;
  readonly baseUrl: string;
  readonly secret: string | undefined;
  readonly api: Api;
  /** Speaks to the address of this connection and to nobody else. */
  readonly fetch: typeof fetch;
}

export interface ConnectedModels {
  chat(id: string): ChatModel;
  embedding?(id: string, dimensions?: number): { model: TextEmbedder; providerOptions?: ProviderOptions };
}

/** What a call's own facts are, for the settings that only one provider knows. */
export interface CallFacts {
  readonly card: ModelCard;
  readonly maxOutputTokens: number;
  /** What is sent probably comes to so many tokens. */
  readonly inputTokens: number;
  /** The schema of the answer is one that the strict mode of OpenAI takes. */
  readonly strict: boolean;
  readonly seed: number | undefined;
}

export interface Family {
  /** Absent: it has to be configured. */
  readonly baseUrl?: string;
  readonly needsKey: boolean;
  readonly api?: Api;
  /** Native structured output and tools may be asked for in one call. */
  readonly structureBesideTools: boolean;
  /** The library says `tool-calls` or `stop` also where the provider never said that it was done; only its raw word proves it. */
  readonly endsWithRawWord: boolean;
  /** A seed is sent where it is understood; elsewhere it could be refused. */
  readonly takesSeed: boolean;
  readonly embeds: boolean;
  /** Where its models are found live. */
  readonly listing?: 'ollama' | 'litellm' | 'openai';
  options?(facts: CallFacts): ProviderOptions;
  connect(connection: Connection): Promise<ConnectedModels>;
}
