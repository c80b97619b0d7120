import type { Models } from '@tutti/engine';
import type { TenantId } from '@tutti/protocol';
import type { LoadedModels } from './loaded-models.ts';

export interface LazyModelsParts {
  /** With the keys of this tenant. */
  readonly load: (tenant: TenantId) => Promise<LoadedModels>;
  readonly find: () => LoadedModels | undefined;
}

/** Nothing about models is loaded before somebody asks one: whoever never does pays nothing for it. */
export function createLazyModels({ load, find }: LazyModelsParts): Models {
  return {
    open: (wish) => {
      const opened = load(wish.tenant).then(({ models }) => models.open(wish));
      // Whoever asks for the first route hears of it.
      opened.catch(() => {});
      return { next: async (attempt) => (await opened).next(attempt) };
    },
    look: async (wish) => (await load(wish.tenant)).models.look(wish),
    confirm: (model, key) => find()?.models.confirm(model, key),
    health: (tenant) => find()?.models.health(tenant) ?? [],
  };
}
