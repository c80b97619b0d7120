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
  const during = async <Result>(act: (source: ToolSource) => Promise<Result>): Promise<Result> => {
    loading ??= load();
    try {
      return await act(await loading);
    } catch (error) {
      // What could not be loaded may be there the next time; what could be stays.
      await loading.catch(() => {
        loading = undefined;
      });
      throw error;
    }
  };
  return {
    names,
    fixed: false,
    open: (name, place) => during((source) => source.open(name, place)),
    look: (name, place) => during((source) => source.look?.(name, place) ?? source.open(name, place)),
  };
}
