import { type ModelId, ModelId as Id, REHEARSAL, type RouteRecord } from '@tutti/protocol';
import type { Model, ModelRequest } from '../ports/model.ts';
import type { CallWish, ChosenRoute, Models } from './models.ts';

/** Every call goes to this one model, which is not watched, priced or waited for. For tests, and for whoever brings a model of their own. */
export function createSingleModel(model: Model): Models {
  const id = toModelId(model.id);
  return {
    open: (wish) => ({ next: async () => toRoute(model, id, { wish, request: await wish.read() }) }),
    async look(wish) {
      const { record } = toRoute(model, id, { wish, request: await wish.read() });
      const { free, local, worstCase } = record;
      return { record, candidates: [{ model: id, free, local, strength: 0, worstCase }], passedOver: [] };
    },
    confirm() {},
    health: () => [{ model: id, state: 'ready', failures: 0, inFlight: 0, waiting: 0 }],
  };
}

function toRoute(model: Model, id: ModelId, { wish, request }: { wish: CallWish; request: ModelRequest }): ChosenRoute {
  const worstCase = model.worstCase(request);
  const record: RouteRecord = {
    model: id,
    complexity: wish.complexity,
    because: id === REHEARSAL ? 'rehearsal' : 'named',
    free: worstCase.costNanoUsd === 0,
    local: true,
    maxOutputTokens: request.maxOutputTokens,
    worstCase,
    passedOver: [],
  };
  return {
    record,
    worstCase,
    toSpent: (usage) => ({ model: id, usage, free: record.free, local: id !== REHEARSAL }),
    answer: (call) => model.answer(request, call),
  };
}

/** A model that was named without a provider is one of Tutti's own. */
export function toModelId(name: string): ModelId {
  const id = Id.safeParse(name);
  return id.success ? id.data : Id.parse(`tutti/${name.replaceAll(/\s/g, '-')}`);
}
