/**
 * What a short claim says, as far as that can be told without a model: two claims that differ only in case, accents of
 * typography, articles, inflection, hedges or the way a number is written say the same; the order of words still counts,
 * because "ann beats bob" is not "bob beats ann".
 */
import { toStem } from '../../selection/text/to-stem.ts';

/** Numbers, words such as `c++`, signs, and `*` or `/` where they are calculated with. */
const TOKEN = /[-−]?\d+(?:\.\d+)?|\p{L}[\p{L}\p{M}\p{N}+#]*|(?<=\d\s?)[*/](?=\s?\d)|[&\p{S}]/gu;
/** Said before a claim, and no part of it. */
const LEAD_INS = [
  /^\s*(?:yes|no)\s*[,.:;]\s+(?=\S)/u,
  /^\s*in (?:my|our) (?:view|opinion),?\s+/u,
  /^\s*(?:i|we)\s+(?:still\s+|now\s+)?(?:think|believe|hold|say|argue|conclude|agree|maintain)(?:\s+that|\s*:)?\s+/u,
  /^\s*(?:(?:my|our|the)\s+)?(?:final\s+)?(?:answer|position|claim|conclusion)(?:\s+(?:is|remains))?(?:\s+that)?\s*:?\s+/u,
];
const SAYS_NOTHING: ReadonlySet<string> = new Set(['a', 'an', 'the', 'do', 'does', 'did', 'clearly', 'obviously']);
/** With these left out, a claim and its opposite are the same. */
const NEGATIONS: ReadonlySet<string> = new Set(['not', 'yes', 'no', 'never', 'none', 'without', 'neither', 'nor']);
/** One in the place of another makes a claim its opposite. */
const SIDES: ReadonlySet<string> = new Set(['true', 'false', 'accept', 'reject', 'safe', 'unsafe']);
const IS_NUMBER = /^-?\d/u;

export function isSameClaim(one: string, other: string): boolean {
  return toClaimKey(one) === toClaimKey(other);
}

/** The same words, but for a negation, a side or a number: whoever says both contradicts itself. */
export function isOpposedClaim(one: string, other: string): boolean {
  return !isSameClaim(one, other) && toFrame(one) === toFrame(other);
}

/** Equal for two claims that say the same. */
export function toClaimKey(text: string): string {
  return toTokens(text).join(' ');
}

function toFrame(text: string): string {
  return toTokens(text)
    .filter((token) => !NEGATIONS.has(token))
    .map((token) => (IS_NUMBER.test(token) ? '#' : SIDES.has(token) ? '±' : token))
    .join(' ');
}

function toTokens(text: string): readonly string[] {
  const plain = writeOut(text.normalize('NFKC').toLowerCase().replace(/[’‘]/gu, "'").replaceAll('`', ''));
  const claim = LEAD_INS.reduce((rest, leadIn) => rest.replace(leadIn, ''), plain);
  const tokens = (claim.match(TOKEN) ?? []).filter((token) => !SAYS_NOTHING.has(token)).map(toToken);
  // What has no words, such as a sign alone, still says what it says.
  return tokens.length > 0 ? tokens : [text.trim()];
}

function writeOut(text: string): string {
  return text
    .replace(/\bcan(?:'t|not)\b/gu, 'can not')
    .replace(/\bwon't\b/gu, 'will not')
    .replace(/n't\b/gu, ' not')
    .replace(/(?<=\d),(?=\d{3}(?!\d))/gu, '')
    .replace(/(?<=[\p{L}\p{N}])[-−](?=[\p{L}\p{N}])/gu, ' ')
    .replace(/%/gu, ' percent ');
}

function toToken(token: string): string {
  const number = token.replace('−', '-');
  // 3.10 may be a version, so only a fraction of nothing is left out.
  if (IS_NUMBER.test(number)) return number.replace(/\.0+$/u, '');
  return NEGATIONS.has(token) || SIDES.has(token) ? token : toStem(token);
}
