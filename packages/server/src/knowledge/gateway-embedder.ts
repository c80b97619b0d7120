/** Vectors over the models of this home: routed, reserved and written down in the ledger of whoever they are made for. */
import type { Embedder, EmbeddingPayer } from '@tutti/adapters/knowledge';
import { createGateway, type Gateway, type GatewayPorts, type ModelOffer } from '@tutti/engine';
import type { ModelId, TenantId } from '@tutti/protocol';
import type { HomeModels } from '../models/home-models.ts';
import { toOwnOffer } from '../models/to-own-offer.ts';

const CLOSE_GRACE_MS = 2_000;

export class GatewayEmbedder implements Embedder {
  readonly #models: HomeModels;
  readonly #ports: Omit<GatewayPorts, 'models' | 'providers'>;
  #gateway: Gateway | undefined;

  constructor(models: HomeModels, ports: Omit<GatewayPorts, 'models' | 'providers'>) {
    this.#models = models;
    this.#ports = ports;
  }

  /** What is paid for has to be named: nobody is charged because a document was added. */
  async find(tenant: TenantId, wanted: ModelId | undefined): Promise<ModelId | undefined> {
    const { providers } = await this.#models.load(tenant);
    const offers = providers.offers().flatMap((offer) => toOwnOffer(offer, tenant) ?? []);
    const able = offers.filter(({ card }) => card.kind === 'embedding');
    const found = able.find((offer) => (wanted === undefined ? isFree(offer) : offer.card.id === wanted));
    return found?.card.id;
  }

  async embed(
    { tenant, user }: EmbeddingPayer,
    { model, texts }: { readonly model: ModelId; readonly texts: readonly string[] },
    signal: AbortSignal,
  ): Promise<readonly (readonly number[])[]> {
    const { models, providers } = await this.#models.load(tenant);
    this.#gateway ??= createGateway({ ...this.#ports, models, providers });
    const made = await this.#gateway.embed({ tenant, user, rights: ['use'] }, { model, texts }, signal);
    await made.settled;
    return made.result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#gateway?.close(CLOSE_GRACE_MS);
  }
}

function isFree({ card, local }: ModelOffer): boolean {
  return local || card.local || (card.price?.input === 0 && card.price.output === 0);
}
