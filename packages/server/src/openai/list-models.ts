/** `GET /v1/models`: what can be named as a model here. */
import type { AgentBook, ProviderPort } from '@tutti/engine';
import { type ModelCard, PatternWish, providerOf, type TenantId } from '@tutti/protocol';
import { RequestError } from '../http/request-error.ts';
import { toOwnOffer } from '../models/to-own-offer.ts';
import { AGENT_PREFIX, AUTO, TEAM_PREFIX } from './target-book.ts';

export interface ModelSources {
  readonly agents: AgentBook;
  readonly providers: Pick<ProviderPort, 'offers'>;
  /** In seconds: what has no date of its own is as old as this server. */
  readonly since: number;
  /** Only what it may use itself is told. */
  readonly tenant: TenantId;
}

export function listModels({ agents, providers, since, tenant }: ModelSources) {
  const own = providers.offers().flatMap((offer) => toOwnOffer(offer, tenant)?.card ?? []);
  const cards = [...new Map(own.map((card) => [card.id, card])).values()];
  return {
    object: 'list',
    data: [
      toModel(AUTO, 'tutti', since),
      ...PatternWish.options.map((pattern) => toModel(`${TEAM_PREFIX}${pattern}`, 'tutti', since)),
      ...agents.list().map(({ id }) => toModel(`${AGENT_PREFIX}${id}`, 'tutti', since)),
      ...cards.toSorted((one, other) => (one.id < other.id ? -1 : 1)).map((card) => toCardModel(card, since)),
    ],
  };
}

export function getModel(sources: ModelSources, id: string) {
  const found = listModels(sources).data.find((model) => model.id === id);
  if (!found) throw new RequestError('unknown_model', `there is no model named ${id}`, { path: 'model' });
  return found;
}

function toCardModel({ id, released, context, output }: ModelCard, since: number) {
  const created = released === undefined ? Number.NaN : Date.parse(released) / 1_000;
  return {
    ...toModel(id, providerOf(id), Number.isFinite(created) ? Math.floor(created) : since),
    context_length: context,
    max_output_tokens: output,
  };
}

function toModel(id: string, ownedBy: string, created: number) {
  return { id, object: 'model', created, owned_by: ownedBy };
}
