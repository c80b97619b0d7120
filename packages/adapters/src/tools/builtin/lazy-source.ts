/**
 * A set whose code is loaded when an agent first has it: a server that nobody asks for it keeps none of it in memory. It is never
 * fixed: a source that is must open without waiting.
 */
import type { ToolSource } from '@tutti/engine';

export interface LazySource {
  readonly names: readonly string[];
  load(): Promise<ToolSource>;
}

export function createLazySource({ names, load }: LazySource): ToolSource {
  let loading: Promise<ToolSource> | undefined;
  return {
    names,
    fixed: false,
    async open(name, place) {
      loading ??= load();
      try {
        return await (await loading).open(name, place);
      } catch (error) {
        // What could not be loaded may be there the next time; what could be stays.
        await loading.catch(() => {
          loading = undefined;
        });
        throw error;
      }
    },
  };
}
