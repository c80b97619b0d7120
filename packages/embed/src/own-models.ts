/** Models of the program itself, behind the same door as those of providers: chosen, watched, retried and counted alike. */
import {
  createModels,
  createRehearsalModel,
  InvalidInputError,
  type Clock,
  type Model,
  type ModelOffer,
  type Models,
  type ProviderPort,
  type Random,
  toModelId,
} from '@tutti/engine';
import { ModelCard } from '@tutti/protocol';

export function createOwnModels(models: readonly Model[], ports: { clock: Clock; random: Random }): Models {
  return createModels({ providers: createOwnProvider(models), rehearsal: createRehearsalModel(), ...ports });
}

function createOwnProvider(models: readonly Model[]): ProviderPort {
  const byId = new Map(models.map((model) => [toModelId(model.id), model]));
  if (byId.size < models.length) throw new InvalidInputError('two models have the same id', 'models');
  const offers = [...byId.keys()].map(toOffer);
  const cards = offers.map(({ card }) => card);
  return {
    offers: () => offers,
    cards: () => cards,
    findCard: (id) => cards.find((card) => card.id === id),
    connect(id) {
      const model = byId.get(id);
      if (!model) throw new TypeError(`nobody offers ${id}`);
      return model;
    },
    // Nothing is asked of it that nobody wants to know: the next call shows whether it answers.
    probe: async () => ({ status: 'ok' }),
    embed: () => Promise.reject(new InvalidInputError('a model of the program makes no embeddings', 'model')),
    onChange: () => () => {},
  };
}

function toOffer(id: ModelCard['id']): ModelOffer {
  const card = ModelCard.parse({
    id,
    name: id,
    context: 1_000_000,
    output: 100_000,
    input: ['text', 'image', 'pdf', 'audio', 'video'],
    tools: true,
    structured: true,
    strength: 50,
    local: true,
  });
  return { card, keys: [], local: true, host: id };
}
