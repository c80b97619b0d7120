/** All providers behind the engine's one port: the catalogue's models with the configured keys, and the models that servers list by themselves. */
import {
  type Clock,
  type Model,
  ModelFailedError,
  type ModelOffer,
  type ProviderPort,
  systemClock,
} from '@tutti/engine';
import type { ModelCard, ModelId } from '@tutti/protocol';
import { createProviderModel } from './create-provider-model.ts';
import { embedTexts } from './embed-texts.ts';
import type { ChatModel, ConnectedModels } from './families/family.ts';
import { createLiveLists, type ServerState } from './live/create-live-lists.ts';
import { createBoundFetch } from './net/create-bound-fetch.ts';
import { PlainAnswers } from './net/plain-answers.ts';
import { type Line, openLine } from './net/line.ts';
import { probeModel } from './probe-model.ts';
import { type NewProviderConfig, ProviderConfig } from './provider-config.ts';
import { type Endpoint, type EndpointKey, toEndpoints } from './to-endpoints.ts';
import { type Offered, toOffers } from './to-offers.ts';

export interface ProvidersOptions {
  readonly catalogue: readonly ModelCard[];
  readonly configs?: readonly NewProviderConfig[];
  readonly clock?: Clock;
  readonly line?: Line;
}

export interface Providers extends ProviderPort {
  /** From the next call on. Throws InvalidInputError, and changes nothing, where a key would be sent to a place where none may be. */
  configure(configs: readonly NewProviderConfig[]): void;
  /** Another catalogue, from the next call on. */
  replaceCatalogue(cards: readonly ModelCard[]): void;
  /** Asks the servers that list their models, now. */
  refresh(): Promise<void>;
  /** How those servers are doing. */
  servers(): readonly ServerState[];
  /** Nothing is asked in the background any more. */
  close(): void;
}

/** `createProviders({ catalogue, configs: [{ provider: 'groq', keys: [{ name: 'first', secret }] }, { provider: 'ollama' }] })` */
export function createProviders(options: ProvidersOptions): Providers {
  const book = new ProviderBook(options);
  return {
    offers: () => book.offers(),
    cards: () => book.cards(),
    findCard: (model) => book.findCard(model),
    connect: (model, key) => book.connect(model, key),
    embed: async (model, key, call) => embedTexts(call, { model, ...book.reach(model, key) }),
    probe: (model, key, signal) =>
      probeModel(
        book.isEmbedding(model, key)
          ? { kind: 'embedding', embed: async (call) => embedTexts(call, { model, ...book.reach(model, key) }) }
          : { kind: 'chat', answer: async (request, call) => book.connect(model, key).answer(request, call) },
        signal,
      ),
    onChange: (listener) => book.onChange(listener),
    configure: (configs) => book.configure(configs),
    replaceCatalogue: (cards) => book.replaceCatalogue(cards),
    refresh: () => book.live.refresh(),
    servers: () => book.live.states(),
    close: () => book.close(),
  };
}

/** Everything that a call needs to reach its model. */
interface Reach {
  readonly models: () => Promise<ConnectedModels>;
  readonly secret: string | undefined;
  readonly clock: Clock;
}

/** What is offered and known, until something changes. */
interface View {
  readonly offers: readonly ModelOffer[];
  readonly cards: readonly ModelCard[];
  readonly known: ReadonlyMap<string, ModelCard>;
  /** The same model may live at several addresses, each with keys of its own. */
  readonly byId: ReadonlyMap<string, readonly Offered[]>;
}

class ProviderBook {
  readonly live;
  readonly #clock: Clock;
  readonly #line: Line;
  readonly #ownsLine: boolean;
  readonly #listeners = new Set<() => void>();
  #catalogue: ReadonlyMap<string, ModelCard>;
  #endpoints: readonly Endpoint[] = [];
  /** Made when somebody asks, and anew after every change. */
  #view: View | undefined;
  #connected = new Map<string, Promise<ConnectedModels>>();
  readonly #answers = new PlainAnswers();

  constructor({ catalogue, configs = [], clock = systemClock, line }: ProvidersOptions) {
    this.#clock = clock;
    this.#line = line ?? openLine();
    this.#ownsLine = line === undefined;
    this.#catalogue = toBook(catalogue);
    this.live = createLiveLists({
      clock,
      fetchFor: ({ base }) => createBoundFetch(base, this.#line),
      onChange: () => this.#change(),
    });
    this.configure(configs);
  }

  configure(configs: readonly NewProviderConfig[]): void {
    const endpoints = configs.map((config) => ProviderConfig.parse(config)).flatMap(toEndpoints);
    this.#endpoints = endpoints;
    this.#connected = new Map();
    this.live.watch(endpoints);
    this.#change();
  }

  replaceCatalogue(cards: readonly ModelCard[]): void {
    this.#catalogue = toBook(cards);
    this.#change();
  }

  offers(): readonly ModelOffer[] {
    return this.#look().offers;
  }

  cards(): readonly ModelCard[] {
    return this.#look().cards;
  }

  findCard(model: ModelId): ModelCard | undefined {
    return this.#look().known.get(model);
  }

  isEmbedding(model: ModelId, key: string | undefined): boolean {
    return this.#seek(model, key)?.offer.card.kind === 'embedding';
  }

  connect(model: ModelId, key: string | undefined): Model {
    const { endpoint, offer } = this.#find(model, key);
    const { card } = offer;
    const { family } = endpoint;
    return createProviderModel({ card, family, answers: this.#answers, ...this.reach(model, key) });
  }

  reach(model: ModelId, key: string | undefined): Reach {
    const { endpoint } = this.#find(model, key);
    const found = endpoint.keys.find(({ offered }) => offered.id === key);
    return { models: () => this.#load(endpoint, found), secret: found?.secret, clock: this.#clock };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.live.close();
    if (this.#ownsLine) this.#line.close();
  }

  /** A key may have been taken away since it was offered. */
  #find(model: ModelId, key: string | undefined): Offered {
    const found = this.#seek(model, key);
    if (!found)
      throw new ModelFailedError(
        `${model} cannot be called ${key === undefined ? 'without a key' : `with the key ${key}`}`,
        {
          class: key === undefined ? 'not_found' : 'unauthorized',
        },
      );
    return found;
  }

  #seek(model: ModelId, key: string | undefined): Offered | undefined {
    const offered = this.#look().byId.get(model) ?? [];
    return offered.find(({ offer: { keys } }) =>
      key === undefined ? keys.length === 0 : keys.some(({ id }) => id === key),
    );
  }

  #load(endpoint: Endpoint, key: EndpointKey | undefined): Promise<ConnectedModels> {
    const { provider, family, base, baseUrl, api } = endpoint;
    const id = JSON.stringify([provider, baseUrl, api, key?.offered.id]);
    const known = this.#connected.get(id);
    if (known) return known;
    const fetch = createBoundFetch(base, this.#line, this.#answers);
    const connected = family.connect({ provider, baseUrl, api, fetch, secret: key?.secret }).then(keepModels);
    this.#connected.set(id, connected);
    return connected;
  }

  #look(): View {
    this.#view ??= toView(toOffers(this.#endpoints, { catalogue: this.#catalogue, live: this.live }), this.#catalogue);
    return this.#view;
  }

  #change(): void {
    this.#view = undefined;
    for (const listener of this.#listeners) listener();
  }
}

/** A library builds the schema of its answers anew for each model that it is asked for, which takes as long as the rest of a call. */
function keepModels(connected: ConnectedModels): ConnectedModels {
  const chats = new Map<string, ChatModel>();
  return {
    ...connected,
    chat(id) {
      const chat = chats.get(id) ?? connected.chat(id);
      chats.set(id, chat);
      return chat;
    },
  };
}

function toView(offered: readonly Offered[], catalogue: ReadonlyMap<string, ModelCard>): View {
  const byId = Map.groupBy(offered, ({ offer }) => offer.card.id);
  const shared = offered.filter(isShared).map(({ offer: { card } }) => [card.id, card] as const);
  // Of several the first counts.
  const known = new Map([...catalogue, ...shared.toReversed()]);
  return { offers: offered.map(({ offer }) => offer), cards: [...known.values()], known, byId };
}

/** What only one tenant's key has found is nothing that the others should hear of, nor reckon with. */
function isShared({ offer: { keys } }: Offered): boolean {
  return keys.length === 0 || keys.some(({ tenant }) => tenant === undefined);
}

function toBook(cards: readonly ModelCard[]): ReadonlyMap<string, ModelCard> {
  return new Map(cards.map((card) => [card.id, card]));
}
