/** What can be called right now, and how: the providers with their keys, and the servers of models that run nearby. */
import type { FailureClass, ModelCard, ModelId, QuotaLimits, TenantId } from '@tutti/protocol';
import type { Model } from './model.ts';

/** One credential of a provider. Never the secret itself. */
export interface ModelKey {
  /** Unlike any other key's in this process, whoever stored it. */
  readonly id: string;
  /** What it is called by those who manage it; stands in journals. */
  readonly name: string;
  /** Changes whenever the secret does, and tells nothing of it. */
  readonly fingerprint: string;
  /** Only this tenant's calls may use it; absent: everybody's. */
  readonly tenant?: TenantId;
  /** `paid`: every call is charged, even of models that have a free tier. Absent: those are free. */
  readonly billing?: 'free' | 'paid';
  /** What its owner says that it allows; absent: what the model's card says of the free tier. */
  readonly limits?: QuotaLimits;
}

/** A model that can be called, with everything that it can be called with. */
export interface ModelOffer {
  readonly card: ModelCard;
  /** Empty where none is needed. */
  readonly keys: readonly ModelKey[];
  /** On a machine of the owner's, at no price by the token. */
  readonly local: boolean;
  /** The server that answers, such as `api.groq.com` or `127.0.0.1:11434`: when it is down or busy, all of its models are. */
  readonly host: string;
  /** How many calls the server works on at once; absent: as many as come. */
  readonly parallel?: number;
}

export type ProbeResult =
  | { readonly status: 'ok' }
  | {
      readonly status: 'failed';
      readonly class: FailureClass;
      /** What exactly is wrong, for people; never holds a secret. */
      readonly message: string;
      readonly retryAt?: number;
    };

export interface Embeddings {
  /** One for each text, in their order. */
  readonly vectors: readonly (readonly number[])[];
  /** Absent where the provider does not tell. */
  readonly inputTokens?: number;
}

export interface EmbeddingCall {
  readonly texts: readonly string[];
  readonly dimensions?: number;
  readonly signal: AbortSignal;
  /** Where they come in several parts, each as soon as it is there: it is paid for, whatever becomes of the next. */
  readonly onVectors?: (vectors: Embeddings['vectors']) => void;
}

export interface ProviderPort {
  /**
   * All models that can be called right now: the catalogue's with the configured keys, and those that servers were found to have.
   * Answered from memory: the same list, as an object, until something changed. A server that stops answering keeps what it offered.
   */
  offers(): readonly ModelOffer[];
  /**
   * Everything that is known of models, whether they can be called or not, with retired ones; but for what only one tenant's keys have found.
   * The same list until something changed.
   */
  cards(): readonly ModelCard[];
  /** One of those. */
  findCard(model: ModelId): ModelCard | undefined;
  /** One model with one key, named by its id; without one where none is needed. */
  connect(model: ModelId, key: string | undefined): Model;
  /** One call as cheap as it can be. Never rejects but for the signal. */
  probe(model: ModelId, key: string | undefined, signal: AbortSignal): Promise<ProbeResult>;
  /** Rejects with ModelFailedError, which says what was used until then. */
  embed(model: ModelId, key: string | undefined, call: EmbeddingCall): Promise<Embeddings>;
  /** A key was added, changed or removed, or a server appeared. Returns how to stop listening. */
  onChange(listener: () => void): () => void;
}
