/** How far several answers agree: by what each of them claims, not by how it is worded. */
import { isOpposedClaim, toClaimKey } from '../patterns/positions/claim.ts';

export interface ClaimedAnswer {
  readonly by: string;
  readonly text: string;
}

export interface SharedClaim {
  readonly claim: string;
  readonly by: readonly string[];
}

export interface ClaimDispute {
  readonly one: { readonly by: string; readonly claim: string };
  readonly other: { readonly by: string; readonly claim: string };
}

export interface Agreement {
  /** Of each pair of answers the share of claims that stand in both, and of these the mean; 1 where there is one answer only, 0 where none says anything. */
  readonly agreement: number;
  readonly answers: number;
  /** In at least two answers, the widest spread first. */
  readonly shared: readonly SharedClaim[];
  /** Two say the same of the same, but for a negation or a number. */
  readonly disputed: readonly ClaimDispute[];
}

interface Claim {
  readonly by: string;
  readonly text: string;
  readonly key: string;
  readonly words: ReadonlySet<string>;
}

/** So much of an answer is looked at: what it claims stands in its first hundred sentences. */
const MOST_CLAIMS = 100;
const MOST_TOLD = 20;
/** Shorter ones are headings and words such as "yes", which say the same without a claim. */
const LEAST_WORDS = 2;
/** Of the words of both, so many are the same; numbers and negations all. */
const NEAR = 0.8;

export function compareClaims(answers: readonly ClaimedAnswer[]): Agreement {
  const told = answers.map(toClaims);
  const shares = toPairs(told).map(([one, other]) => toShare(one, other));
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const alone = told.some((claims) => claims.length > 0) ? 1 : 0;
  return {
    agreement: shares.length === 0 ? alone : mean,
    answers: answers.length,
    shared: findShared(told).slice(0, MOST_TOLD),
    disputed: toPairs(told).flatMap(findDisputes).slice(0, MOST_TOLD),
  };
}

function toClaims({ by, text }: ClaimedAnswer): readonly Claim[] {
  const sentences = text.split(/(?<=[.!?])\s+|\n+/u).map((line) => line.replace(/^\s*(?:[-*•#>]+|\d+[.)])\s*/u, ''));
  const claims = sentences.slice(0, MOST_CLAIMS).map((sentence) => {
    const key = toClaimKey(sentence);
    return { by, text: sentence.trim(), key, words: new Set(key.split(' ')) };
  });
  const own = claims.filter(({ text: said, words }) => /\p{L}|\p{N}/u.test(said) && words.size >= LEAST_WORDS);
  // A single word is all that some answers are.
  const kept = own.length > 0 ? own : claims.filter(({ text: said }) => /\p{L}|\p{N}/u.test(said));
  return [...new Map(kept.map((claim) => [claim.key, claim])).values()];
}

function toShare(one: readonly Claim[], other: readonly Claim[]): number {
  const all = one.length + other.length;
  if (all === 0) return 0;
  const has = (claims: readonly Claim[], claim: Claim) => claims.some((each) => isSame(each, claim));
  return (one.filter((claim) => has(other, claim)).length + other.filter((claim) => has(one, claim)).length) / all;
}

function isSame(one: Claim, other: Claim): boolean {
  if (one.key === other.key) return true;
  const both = [...one.words].filter((word) => other.words.has(word)).length;
  if ((2 * both) / (one.words.size + other.words.size) < NEAR) return false;
  return listFirm(one).every((word) => other.words.has(word)) && listFirm(other).every((word) => one.words.has(word));
}

const FIRM = /^(?:-?\d.*|not|no|never|none|without|neither|nor|true|false|accept|reject|safe|unsafe)$/u;

/** Another one of these makes another claim of it, however many words are the same. */
function listFirm({ words }: Claim): string[] {
  return [...words].filter((word) => FIRM.test(word));
}

function findShared(told: readonly (readonly Claim[])[]): SharedClaim[] {
  const groups: Claim[][] = [];
  for (const claim of told.flat()) {
    const group = groups.find(([first]) => first && isSame(first, claim));
    if (group) group.push(claim);
    else groups.push([claim]);
  }
  return groups
    .map((group) => ({ claim: group[0]?.text ?? '', by: [...new Set(group.map(({ by }) => by))] }))
    .filter(({ by }) => by.length > 1)
    .toSorted((one, other) => other.by.length - one.by.length);
}

function findDisputes([one, other]: readonly [readonly Claim[], readonly Claim[]]): ClaimDispute[] {
  return one.flatMap((mine) =>
    other
      .filter((theirs) => isOpposedClaim(mine.text, theirs.text))
      .map((theirs) => ({ one: { by: mine.by, claim: mine.text }, other: { by: theirs.by, claim: theirs.text } })),
  );
}

function toPairs<Item>(items: readonly Item[]): readonly (readonly [Item, Item])[] {
  return items.flatMap((one, index) => items.slice(index + 1).map((other) => [one, other] as const));
}
