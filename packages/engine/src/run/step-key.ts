import type { RunState, StepPath } from '@tutti/protocol';

/** One key for one wish, through retries and forks. Where a person allowed the same step to happen again, it is another wish. */
export function toKey({ run, lineage, retryOf, effects }: RunState, path: StepPath): string {
  const isRepeated = retryOf?.repeatEffect && (retryOf.from === path || effects?.[path] !== undefined);
  return isRepeated ? `${lineage}/${path}#${run}` : `${lineage}/${path}`;
}
