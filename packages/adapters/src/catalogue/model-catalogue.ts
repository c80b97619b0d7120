/** The catalogue in use: what is known of a model by any of its names, and what has taken the place of one that retired. */
import { type ModelCard, ModelId, providerOf } from '@tutti/protocol';
import type { CatalogueFile, RetiredModel } from './catalogue-file.ts';
import { matchesPattern } from './matches-pattern.ts';
import { LISTED_PROVIDERS } from './build-catalogue.ts';

export interface ModelCatalogue {
  /** The day that its facts are of. */
  readonly asOf: string;
  readonly source: string;
  /** When a user fetched it; absent: it came with this version. */
  readonly refreshedAt?: number;
  /** Every model that is known, by id, retired ones included. */
  readonly cards: readonly ModelCard[];
  /**
   * By its id, or by a name without a provider (`claude-3-5-sonnet`), which finds the card of another id. An id that leads elsewhere
   * (`gemini/gemini-1.5-flash`, of a model that nobody lists any more) finds a card that has retired: `retired.successor` is served.
   */
  findCard(name: string): ModelCard | undefined;
}

export interface CatalogueOptions {
  /** ISO date: what retires later is still served. */
  readonly today: string;
}

const LONGEST_NAME = 200;

export function createModelCatalogue(file: CatalogueFile, { today }: CatalogueOptions): ModelCatalogue {
  const retired = new RetiredBook(file, today);
  const cards = new Map(file.cards.map((card) => [card.id, retired.mark(card)]));
  const find = (id: ModelId) => cards.get(id) ?? retired.makeUp(id);
  return {
    asOf: file.asOf,
    source: file.source,
    ...(file.refreshedAt !== undefined && { refreshedAt: file.refreshedAt }),
    cards: [...cards.values()],
    findCard(name) {
      const trimmed = name.trim();
      if (trimmed.length > LONGEST_NAME) return undefined;
      const named = file.names[trimmed] ?? (trimmed.includes('/') ? trimmed : toMakersId(trimmed, { cards, retired }));
      if (named === undefined) return undefined;
      const id = toKnownProvider(named, file.providers);
      const card = find(id);
      return card && id !== named ? toSignpost(named, card) : card;
    },
  };
}

/** `gemini/…` is `google/…`. */
function toKnownProvider(id: ModelId, providers: CatalogueFile['providers']): ModelId {
  const provider = providerOf(id);
  return `${providers[provider] ?? provider}${id.slice(provider.length)}`;
}

/** All that is known of an id that leads elsewhere is what there can do. */
function toSignpost(id: ModelId, { retired, ...card }: ModelCard): ModelCard {
  const { price: _price, free: _free, released: _released, ...known } = card;
  return { ...known, id, name: id, retired: retired ?? { successor: card.id } };
}

/** The name after the slash means the model of the first provider that has it, or had it: those that make models stand before others. */
function toMakersId(name: string, { cards, retired }: Known): ModelId | undefined {
  const ids = LISTED_PROVIDERS.map((provider) => `${provider}/${name}`);
  return ids.find((id) => cards.has(id)) ?? ids.find((id) => retired.find(id) !== undefined);
}

interface Known {
  readonly cards: ReadonlyMap<string, ModelCard>;
  readonly retired: RetiredBook;
}

class RetiredBook {
  readonly #exact = new Map<string, RetiredModel>();
  /** By provider, which no pattern leaves open. */
  readonly #patterns = new Map<string, RetiredModel[]>();
  readonly #cards: ReadonlyMap<string, ModelCard>;

  constructor({ retired, cards }: CatalogueFile, today: string) {
    const over = retired.filter(({ from }) => from === undefined || from <= today);
    for (const each of over)
      if (!each.model.includes('*')) this.#exact.set(each.model, each);
      else this.#patternsOf(each.model).push(each);
    this.#cards = new Map(cards.map((card) => [card.id, card]));
  }

  find(id: string): RetiredModel | undefined {
    const exact = this.#exact.get(id);
    return exact ?? this.#patterns.get(providerOf(id))?.find(({ model }) => matchesPattern(id, model));
  }

  mark(card: ModelCard): ModelCard {
    if (!card.retired && !this.find(card.id)) return card;
    const successor = this.#findLiving(card.id)?.id;
    return { ...card, retired: { ...(successor !== undefined && { successor }) } };
  }

  makeUp(id: ModelId): ModelCard | undefined {
    const living = this.#findLiving(id);
    return living && ModelId.safeParse(id).success ? toSignpost(id, living) : undefined;
  }

  #patternsOf(model: string): RetiredModel[] {
    const provider = providerOf(model);
    const known = this.#patterns.get(provider) ?? [];
    this.#patterns.set(provider, known);
    return known;
  }

  #findLiving(id: string): ModelCard | undefined {
    const seen = new Set<string>();
    let next: string | undefined = this.find(id)?.successor;
    while (next !== undefined && !seen.has(next)) {
      seen.add(next);
      const further = this.find(next)?.successor;
      const card = this.#cards.get(next);
      if (further === undefined) return card?.retired ? undefined : card;
      next = further;
    }
    return undefined;
  }
}
