/** Words for the strings of a JSON answer, taken from the brief. */
import type { Wording } from '../json-schema/wording.ts';
import type { Brief } from './brief.ts';
import { findExpression } from './find-expression.ts';
import type { SeededRandom } from './seeded-random.ts';
import { capitalise, shorten, withoutEnd } from './words.ts';
import { writeDraft } from './write-draft.ts';

type Writer = (brief: Brief, random: SeededRandom) => string | undefined;

type Writers = readonly (readonly [name: RegExp, write: Writer])[];

/** By the name of the field; the first that matches and finds something writes it. */
const KNOWN: Writers = [
  [/^expression$/iu, ({ request }) => findExpression(request)],
  [/^(?:time_?zone|tz)$/iu, ({ request }) => /\b[A-Z][a-z]+\/[A-Z][A-Za-z_]+\b/u.exec(request)?.[0]],
];

const WRITERS: Writers = [
  ...KNOWN,
  [/^(?:time_?zone|tz)$/iu, () => 'UTC'],
  [/^(?:text|answer|content|body|draft|result|output|report|document|markdown|solution|proposal)$/iu, writeDraft],
  [/^(?:summary|abstract|conclusion)$/iu, writeSentence],
  [
    /^(?:title|name|label|topic|subject|heading|query|keyword|tag|key|category|capability|owner)s?$/iu,
    (brief, random) => shorten(random.pick(brief.subjects), 60),
  ],
];

/** A tool is handed the work itself, under a name that tells what it is about. */
const FOR_TOOLS: Writers = [
  ...KNOWN,
  [/(?:^|_)(?:file|path|file_?name)$/iu, ({ subjects }) => `${toSlug(subjects[0] ?? '')}.md`],
  [/^(?:text|content|body|markdown)$/iu, writeDraft],
];

export function createWording(brief: Brief): Wording {
  return toWording(brief, KNOWN);
}

export function createToolWording(brief: Brief): Wording {
  return toWording(brief, FOR_TOOLS);
}

function toWording(brief: Brief, known: Writers): Wording {
  return {
    write: (name, random) => findText(name, WRITERS, { brief, random }) ?? writeSentence(brief, random),
    known: (name, random) => findText(name, known, { brief, random }),
    phrases: brief.subjects,
    references: findReferences(brief.request),
  };
}

function findText(name: string, writers: Writers, { brief, random }: { brief: Brief; random: SeededRandom }) {
  for (const [pattern, write] of writers) {
    const text = pattern.test(name) ? write(brief, random) : undefined;
    if (text !== undefined) return text;
  }
  return undefined;
}

function writeSentence(brief: Brief, random: SeededRandom): string {
  const subject = random.pick(brief.subjects);
  const quoted = shorten(withoutEnd(random.pick(brief.sentences)), 120);
  return random.pick([
    `${capitalise(subject)} comes first, because the goal names it.`,
    `This follows from "${quoted}".`,
    `${capitalise(subject)} is what can be checked here.`,
    `What is said about ${subject} is enough to go on with.`,
    `Of everything in it, ${subject} matters most.`,
  ]);
}

/** Names that the request lists things under, such as `- ann: …` before a vote. */
function findReferences(request: string): string[] {
  const lines = request.matchAll(
    /^\s*(?:[-*•]|\d{1,3}[.)])\s+["'`*]{0,2}([\p{L}\p{N}][\p{L}\p{N}_.-]{0,79})["'`*]{0,2}\s*(?::|—|–|$)/gmu,
  );
  return [...new Set([...lines].flatMap(([, name]) => name ?? []))];
}

function toSlug(text: string): string {
  const slug = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-+|-+$/gu, '');
  return slug === '' ? 'note' : slug.slice(0, 60);
}
