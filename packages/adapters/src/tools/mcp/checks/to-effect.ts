import type { EffectClass } from '@tutti/protocol';

/** What a server says of its own tool. It is pinned with the tool when it is approved, and counts for no more than a person has seen. */
export interface ToolHints {
  readonly readOnlyHint?: boolean | undefined;
  readonly destructiveHint?: boolean | undefined;
  readonly idempotentHint?: boolean | undefined;
}

/** What destroys something may do so again with other data in its place, so only what only adds counts as repeatable. Unknown is irreversible. */
export function toEffect(hints: ToolHints | undefined): EffectClass {
  if (hints?.readOnlyHint === true) return 'read';
  return hints?.idempotentHint === true && hints.destructiveHint === false ? 'idempotent' : 'irreversible';
}
