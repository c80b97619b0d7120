/** How a member came to what it holds now. What it says of itself counts only as far as its positions bear it out. */
import { isOpposedClaim, isSameClaim, toClaimKey } from './claim.ts';
import type { Move, Opening, Reply } from './statement.ts';

/** Words of a reason that only says that others think so. */
const MERE_AGREEMENT =
  /^(?:i|we|my|me|us|you|your|they|them|their|he|she|it|that|this|with|and|or|so|as|of|to|in|is|am|are|was|were|be|have|has|by|now|also|simpl[a-z]*|just|agree[a-z]*|concur[a-z]*|accept[a-z]*|join[a-z]*|follow[a-z]*|other[a-z]*|others'|all|every[a-z]*|most|both|majorit[a-z]*|consensus|group|team|member[a-z]*|same|position[a-z]*|view[a-z]*|opinion[a-z]*|right|correct|better|convinc[a-z]*|persuad[a-z]*|chang[a-z]*|mind|none|no|not|n|na|reason[a-z]*|because|good|point[a-z]*|think[a-z]*|sa(?:y|ys|id)|do|does|the|a|an)$/u;

export interface Turnabout {
  readonly last: Opening;
  readonly now: Reply;
  /** What it has been shown. */
  readonly others: readonly Opening[];
  /** Of all members. */
  readonly names: readonly string[];
}

export function judgeMove({ last, now, others, names }: Turnabout): Move {
  if (isSameClaim(last.position, now.position)) return hasNothingNew(last, now) ? 'repeated' : 'kept';
  const tookOver = others.some(({ position }) => isSameClaim(position, now.position));
  const isDenied = tookOver || isOpposedClaim(last.position, now.position);
  if (!now.changed && !isDenied) return 'rephrased';
  return givesReason(now.changedBecause, names) ? 'changed' : 'switched';
}

/** True where it names something beside who else thinks so. */
export function givesReason(text: string, names: readonly string[]): boolean {
  const parts = new Set(names.flatMap((name) => [name, ...name.split('-')]));
  const words = text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? [];
  return words.some((word) => !MERE_AGREEMENT.test(word) && !parts.has(word.replace(/['’]s$/u, '')));
}

function hasNothingNew(last: Opening, now: Opening): boolean {
  const known = new Set(last.evidence.map(toClaimKey));
  return isSameClaim(last.argument, now.argument) && now.evidence.every((piece) => known.has(toClaimKey(piece)));
}
