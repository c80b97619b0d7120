import { type ClaimedRun, FencedError, type Store } from '@tutti/engine';
import type { RunId } from '@tutti/protocol';

export interface StoreWatcher {
  onClaimed(claimed: ClaimedRun): void;
  onFenced(run: RunId): void;
}

/** The store as it is; what it gives out and what it refuses is told. */
export function watchStore(store: Store, { onClaimed, onFenced }: StoreWatcher): Store {
  const watched: Partial<Store> = {
    async claimReady(...wish) {
      const claimed = await store.claimReady(...wish);
      for (const run of claimed.runs) onClaimed(run);
      return claimed;
    },
    append: (append) => tellFence(append.run, store.append(append)),
    park: (append, waits) => tellFence(append.run, store.park(append, waits)),
  };
  const tellFence = async <Answer>(run: RunId, answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof FencedError) onFenced(run);
      throw error;
    }
  };
  return overlay(store, watched);
}

/** The store with some of its operations replaced. */
export function overlay(store: Store, replaced: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, name) {
      const own: unknown = Reflect.get(replaced, name);
      if (own !== undefined) return own;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}
