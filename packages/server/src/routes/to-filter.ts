import type { RunFilter } from '@tutti/engine';

type Given = { readonly [Key in keyof RunFilter]: RunFilter[Key] | undefined } & { readonly limit: number };

/** Leaves out what was not given. */
export function toFilter({ limit, ...given }: Given): RunFilter {
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  return { limit, ...Object.fromEntries(present) };
}
