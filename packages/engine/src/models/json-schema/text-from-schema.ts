/** Strings: proposals from the likeliest to the merely valid; the first that the rules accept is taken. */
import type { SeededRandom } from '../rehearsal/seeded-random.ts';
import { matchesText, toPattern } from './matches-text.ts';
import { UnsatisfiableError } from './schema-node.ts';
import type { SettledNode } from './settle-schema.ts';
import { isFreeFormat, textInFormat } from './text-formats.ts';
import { textFromPattern } from './text-from-pattern.ts';
import type { Wording } from './wording.ts';

export interface TextRequest {
  /** The name of the field that the text is for. */
  readonly name: string;
  readonly wording: Wording;
  readonly random: SeededRandom;
  readonly terse: boolean;
}

const LONGEST_PADDING = 100_000;
/** How eagerly patterns are filled, in the order of trying. */
const APPETITES = [2, 6, 0, 1, 3, 12, 30];
const TRIES_PER_APPETITE = 6;

export function textFromSchema(node: SettledNode, request: TextRequest): string {
  const patterns = node.patterns.map(toPattern);
  const { minLength, maxLength } = node;
  const isValid = (text: string) =>
    matchesText(text, { minLength, maxLength }) && patterns.every((pattern) => pattern.test(text));
  for (const text of propose(node, request)) {
    if (isValid(text)) return text;
  }
  const rules = [node.format, ...node.patterns].filter((rule) => rule !== undefined);
  throw new UnsatisfiableError(`no text was found for the field "${request.name}" (${rules.join(', ') || 'lengths'})`);
}

function* propose(node: SettledNode, request: TextRequest): Generator<string> {
  const { format } = node;
  const slugs = request.wording.phrases.map(toSlug).filter(Boolean);
  const known = request.wording.known(request.name, request.random);
  if (known !== undefined) yield fit(known, node.maxLength ?? Infinity);
  if (format !== undefined) {
    const text = textInFormat(format, request.random, slugs[0] ?? 'draft');
    if (text !== undefined) yield* [text, textInFormat(format, request.random, 'a') ?? text];
    // Without a pattern nobody could tell whether a made-up text is in the format.
    if (node.patterns.length === 0 && !isFreeFormat(format)) return;
  }
  if (node.patterns.length > 0) yield* request.random.shuffle(request.wording.references);
  yield* proposeProse(node, request);
  if (node.patterns.length === 0) return;
  yield* request.random.shuffle([...request.wording.phrases, ...slugs]);
  yield* proposeFromPatterns(node, request);
}

function* proposeProse(node: SettledNode, { name, wording, random, terse }: TextRequest): Generator<string> {
  const { minLength = 0, maxLength = Infinity } = node;
  const text = terse && minLength === 0 ? random.pick(wording.phrases) : wording.write(name, random);
  if (minLength > LONGEST_PADDING) throw new UnsatisfiableError(`the field "${name}" asks for ${minLength} characters`);
  let padded = text;
  while (Array.from(padded).length < minLength) padded += ` ${text}`;
  const fitted = fit(padded, maxLength);
  yield* [fitted, fitted.toLowerCase(), fitted.toUpperCase()];
  const shortest = Math.max(1, minLength);
  yield 'draft'.repeat(Math.ceil(shortest / 5)).slice(0, Math.min(shortest, maxLength));
}

function* proposeFromPatterns({ patterns, minLength = 0 }: SettledNode, { random }: TextRequest): Generator<string> {
  for (const repeats of [...APPETITES, minLength]) {
    for (let attempt = 0; attempt < TRIES_PER_APPETITE; attempt++) {
      const texts = patterns.map((pattern) => textFromPattern(pattern, { random, repeats }));
      yield* texts;
      // A beginning, a middle and an end that are asked for one by one.
      if (texts.length > 1) yield texts.join('');
    }
  }
}

/** Cut at a word where there is room for one, and never within a character. */
function fit(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const cut = text.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/u, '');
  const space = cut.lastIndexOf(' ');
  return (space > maxLength / 2 ? cut.slice(0, space) : cut).trim();
}

function toSlug(phrase: string): string {
  return phrase
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-+|-+$/gu, '')
    .slice(0, 60);
}
