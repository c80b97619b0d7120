/** Who makes vectors of texts, where a model offers that; what it costs is written down there. */
import type { ModelId, TenantId, UserId } from '@tutti/protocol';

/** Whose call it is. */
export interface EmbeddingPayer {
  readonly tenant: TenantId;
  readonly user: UserId;
}

export interface Embedder extends AsyncDisposable {
  /** The model that is named, where it can be called; without a name one that costs nothing. */
  find(tenant: TenantId, wanted: ModelId | undefined): Promise<ModelId | undefined>;
  embed(
    payer: EmbeddingPayer,
    wish: { readonly model: ModelId; readonly texts: readonly string[] },
    signal: AbortSignal,
  ): Promise<readonly (readonly number[])[]>;
}
