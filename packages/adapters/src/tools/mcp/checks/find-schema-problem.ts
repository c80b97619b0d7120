/** Schemas come from servers that may mean harm: they are measured before anything walks them. */
import { SCHEMA_LIMIT } from '@tutti/engine';

const MOST_DEPTH = 32;
const MOST_PARTS = 5_000;
/** Where each reference is followed: a few lines of them can stand for millions of parts. */
const MOST_EXPANDED_DEPTH = 64;
const MOST_EXPANDED_PARTS = 20_000;
const REFERENCES = ['$ref', '$dynamicRef', '$recursiveRef'];
/** Our validator would take these for its own notes about where references lead. */
const NOTES = '__absolute_';
const TOO_DEEP = `its schema is nested more than ${MOST_EXPANDED_DEPTH} deep where its references are followed`;
const TOO_MANY = `its schema has more than ${MOST_EXPANDED_PARTS} parts where its references are followed`;

/** Undefined where there is none. Nothing recurses before its depth is known, so that no depth can hurt it. */
export function findSchemaProblem(schema: unknown): string | undefined {
  if (!isObject(schema)) return 'its schema is no object';
  const open: { readonly part: unknown; readonly depth: number }[] = [{ part: schema, depth: 1 }];
  let parts = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    parts += 1;
    if (parts > MOST_PARTS) return `its schema has more than ${MOST_PARTS} parts`;
    if (next.depth > MOST_DEPTH) return `its schema is nested more than ${MOST_DEPTH} deep`;
    if (typeof next.part !== 'object' || next.part === null) continue;
    for (const part of Object.values(next.part)) open.push({ part, depth: next.depth + 1 });
  }
  const size = JSON.stringify(schema).length;
  if (size > SCHEMA_LIMIT) return `its schema has ${size} characters, and ${SCHEMA_LIMIT} are allowed`;
  return findReferenceProblem(schema);
}

interface Extent {
  readonly parts: number;
  readonly depth: number;
}

/** A reference that leads back to itself is a schema without end, and one that leads outside would have to be fetched. */
function findReferenceProblem(schema: object): string | undefined {
  const measured = new Map<object, Extent>();
  const inside = new Set<object>();
  /** Walks each part once, however many references lead to it. A text is what is wrong. */
  const measure = (part: unknown): Extent | string => {
    if (typeof part !== 'object' || part === null) return { parts: 1, depth: 1 };
    const known = measured.get(part);
    if (known) return known;
    inside.add(part);
    const targets = findTargets(schema, part, inside);
    if (typeof targets === 'string') return targets;
    let [parts, depth] = [1, 1];
    for (const next of [...Object.values(part), ...targets]) {
      const extent = inside.size < MOST_EXPANDED_DEPTH ? measure(next) : TOO_DEEP;
      if (typeof extent === 'string') return extent;
      parts += extent.parts;
      depth = Math.max(depth, extent.depth + 1);
      if (parts > MOST_EXPANDED_PARTS) return TOO_MANY;
      if (inside.size + depth - 1 > MOST_EXPANDED_DEPTH) return TOO_DEEP;
    }
    inside.delete(part);
    measured.set(part, { parts, depth });
    return { parts, depth };
  };
  const whole = measure(schema);
  return typeof whole === 'string' ? whole : undefined;
}

/** Of the references of this part. A text is what is wrong with one. */
function findTargets(schema: object, part: object, inside: ReadonlySet<object>): readonly unknown[] | string {
  if (Object.keys(part).some((name) => name.startsWith(NOTES)))
    return `its schema has a name that begins with ${NOTES}, which means something else to programs`;
  const targets: unknown[] = [];
  for (const reference of REFERENCES.map((name): unknown => Reflect.get(part, name))) {
    if (typeof reference !== 'string') continue;
    const shown = reference.slice(0, 80);
    if (reference !== '#' && !reference.startsWith('#/')) return `its schema points outside, to ${shown}`;
    const target = resolve(schema, reference);
    if (typeof target === 'object' && target !== null && inside.has(target))
      return `its schema is recursive: ${shown} leads back to itself`;
    targets.push(target);
  }
  return targets;
}

function resolve(schema: unknown, reference: string): unknown {
  if (reference === '#') return schema;
  const steps = decode(reference.slice(2))
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps.reduce(takeStep, schema);
}

/** As in every other address; what is none leads nowhere. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function takeStep(part: unknown, step: string): unknown {
  if (typeof part !== 'object' || part === null || !Object.hasOwn(part, step)) return undefined;
  return Reflect.get(part, step);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
