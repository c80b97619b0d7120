/** Makes a value that satisfies a JSON Schema, with the words that it is given. Whatever it returns has been checked. */
import type { Json } from '@tutti/protocol';
import type { SeededRandom } from '../rehearsal/seeded-random.ts';
import { createDocument, type Document, isSame, matchesSchema, toFieldSchemas } from './matches-schema.ts';
import { numberFromSchema } from './number-from-schema.ts';
import { measureHeight } from './schema-height.ts';
import { UnsatisfiableError } from './schema-node.ts';
import { type SettledNode, settleSchema } from './settle-schema.ts';
import { textFromSchema } from './text-from-schema.ts';
import type { Wording } from './wording.ts';

export interface AnswerOptions {
  readonly wording: Wording;
  readonly random: SeededRandom;
  /** As little as the schema allows. */
  readonly terse: boolean;
}

interface Maker {
  readonly document: Document;
  readonly wording: Wording;
  /** Counted down over the whole answer, so that a hostile schema ends in an error and not in hours. */
  readonly work: { left: number };
  readonly measuring: { left: number };
}

interface Place {
  readonly maker: Maker;
  readonly name: string;
  readonly depth: number;
  readonly random: SeededRandom;
  readonly terse: boolean;
}

const MOST_WORK = 20_000;
const MOST_MEASURING = 50_000;
/** From here on, lists stay as short and choices as shallow as they may. */
const FREE_DEPTH = 4;
/** Nothing that a person wrote down nests further. */
const DEEPEST = 60;
const ATTEMPTS = 6;
const MOST_FREE_ITEMS = 3;
const OPTIONAL_SHARE = 0.6;
const SINGULAR = /(?:ie)?s$/u;

export function answerFromSchema(schema: Json, { wording, random, terse }: AnswerOptions): Json {
  const maker: Maker = {
    document: createDocument(schema),
    wording,
    work: { left: MOST_WORK },
    measuring: { left: MOST_MEASURING },
  };
  return make(schema, { maker, name: 'answer', depth: 0, random, terse });
}

function make(schema: Json, place: Place): Json {
  let failure = new UnsatisfiableError(`nothing was found for the field "${place.name}"`);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    place.maker.work.left -= 1;
    if (place.maker.work.left < 0 || place.depth > DEEPEST) throw new UnsatisfiableError('it is too large');
    try {
      const value = attemptOnce(schema, { ...place, random: place.random.fork(`try/${attempt}`) }, attempt);
      if (matchesSchema(value, schema, place.maker.document)) return value;
    } catch (error) {
      // Another choice may lead somewhere.
      if (!(error instanceof UnsatisfiableError)) throw error;
      failure = error;
    }
  }
  throw failure;
}

function attemptOnce(schema: Json, place: Place, attempt: number): Json {
  const node = settleSchema(schema, {
    root: place.maker.document.root,
    choose: (options) => chooseOption(options, place, attempt),
  });
  if (node.const !== undefined) return node.const;
  if (node.enum) return pickValue(node.enum, place, attempt);
  return build(node, pickType(node, place), place);
}

function chooseOption(options: readonly Json[], place: Place, attempt: number): Json {
  const { measuring: work, document } = place.maker;
  const measure = (option: Json) => measureHeight(option, { root: document.root, passed: [], work });
  const ordered = isTerse(place)
    ? options.map((option) => ({ option, height: measure(option) })).toSorted((one, other) => one.height - other.height)
    : place.random.shuffle(options).map((option) => ({ option }));
  const chosen = ordered[isTerse(place) ? attempt % ordered.length : 0];
  if (!chosen) throw new UnsatisfiableError('it offers no options');
  return chosen.option;
}

function pickValue(values: readonly Json[], { random }: Place, attempt: number): Json {
  const shuffled = random.shuffle(values);
  const value = shuffled[attempt % shuffled.length];
  if (value === undefined) throw new UnsatisfiableError('no value is allowed');
  return value;
}

function pickType(node: SettledNode, { random }: Place): string {
  const types = node.type === undefined ? [] : [node.type].flat();
  if (types.length === 0) return inferType(node);
  const filled = types.filter((type) => type !== 'null');
  // Something says more than nothing; still, nothing has to be expected.
  return filled.length === 0 || (filled.length < types.length && random.next() < 0.15) ? 'null' : random.pick(filled);
}

function inferType(node: SettledNode): string {
  if (node.properties || node.required || node.propertyNames !== undefined || node.minProperties !== undefined)
    return 'object';
  if (node.items !== undefined || node.prefixItems || node.minItems !== undefined) return 'array';
  if (node.patterns.length > 0 || node.format !== undefined || node.minLength !== undefined) return 'string';
  const bounds = [node.minimum, node.maximum, node.exclusiveMinimum, node.exclusiveMaximum, node.multipleOf];
  return bounds.some((bound) => bound !== undefined) ? 'number' : 'string';
}

function build(node: SettledNode, type: string, place: Place): Json {
  const { name, random } = place;
  switch (type) {
    case 'null':
      return null;
    case 'boolean':
      return random.next() < 0.5;
    case 'integer':
    case 'number':
      return numberFromSchema(node, { name, random, integer: type === 'integer' });
    case 'string':
      return textFromSchema(node, { name, random, wording: place.maker.wording, terse: isTerse(place) });
    case 'array':
      return buildList(node, place);
    case 'object':
      return buildFields(node, place);
    default:
      throw new UnsatisfiableError(`it asks for the type ${type}`);
  }
}

function buildList(node: SettledNode, place: Place): Json[] {
  const { minItems = 0, maxItems = Infinity } = node;
  const prefix = node.prefixItems ?? [];
  const wanted = isTerse(place) ? minItems : Math.max(minItems, place.random.between(1, MOST_FREE_ITEMS));
  const isClosed = node.items === false;
  const length = Math.min(maxItems, isClosed ? prefix.length : Math.max(wanted, prefix.length));
  const items: Json[] = [];
  for (let index = 0; index < length; index++) {
    const item = makeItem(prefix[index] ?? node.items ?? true, { items, node, place });
    if (item === undefined && index >= minItems) break;
    if (item === undefined) throw new UnsatisfiableError(`the list "${place.name}" cannot have ${minItems} items`);
    items.push(item);
  }
  return items;
}

interface OpenList {
  readonly items: readonly Json[];
  readonly node: SettledNode;
  readonly place: Place;
}

/** Undefined where the list can have no further item. */
function makeItem(schema: Json, { items, node, place }: OpenList): Json | undefined {
  const tries = node.uniqueItems ? 10 : 1;
  for (let attempt = 0; attempt < tries; attempt++) {
    const random = place.random.fork(`item/${items.length}/${attempt}`);
    const item = tryMake(schema, { ...place, random, name: place.name.replace(SINGULAR, ''), depth: place.depth + 1 });
    if (item === undefined) return undefined;
    if (!node.uniqueItems || !items.some((other) => isSame(item, other))) return item;
  }
  return undefined;
}

function buildFields(node: SettledNode, place: Place): Json {
  const required = new Set(node.required ?? []);
  const fields = new Map<string, Json>();
  for (const key of new Set([...Object.keys(node.properties ?? {}), ...required])) {
    if (required.has(key)) fields.set(key, make(toFieldSchema(key, node), toField(place, key)));
    else if (isWanted(key, place) && fields.size < (node.maxProperties ?? Infinity)) {
      const value = tryMake(toFieldSchema(key, node), toField(place, key));
      if (value !== undefined) fields.set(key, value);
    }
  }
  addFreeFields(fields, node, place);
  return Object.fromEntries(fields);
}

/** A field that may be left out. */
function isWanted(key: string, place: Place): boolean {
  const { random, maker } = toField(place, key);
  if (maker.wording.known(key, random) !== undefined) return true;
  return !isTerse(place) && random.next() < OPTIONAL_SHARE;
}

/** For records, and where more fields are asked for than have names. */
function addFreeFields(fields: Map<string, Json>, node: SettledNode, place: Place): void {
  const isRecord = node.properties === undefined && (node.additionalProperties ?? false) !== false;
  const wanted = isRecord && !isTerse(place) && fields.size === 0 ? place.random.between(1, 2) : 0;
  const least = Math.min(Math.max(node.minProperties ?? 0, wanted), node.maxProperties ?? Infinity);
  const names: Json = { allOf: [{ type: 'string', minLength: 1 }, node.propertyNames ?? true] };
  for (let attempt = 0; fields.size < least && attempt < least * 10; attempt++) {
    const key = tryMake(names, { ...place, name: 'key', random: place.random.fork(`key/${attempt}`) });
    if (typeof key !== 'string' || fields.has(key)) continue;
    const value = tryMake(toFieldSchema(key, node), toField(place, key));
    if (value !== undefined) fields.set(key, value);
  }
}

function toFieldSchema(key: string, node: SettledNode): Json {
  const [schema = true, ...more] = toFieldSchemas(key, node);
  return more.length === 0 ? schema : { allOf: [schema, ...more] };
}

function toField(place: Place, key: string): Place {
  return { ...place, name: key, depth: place.depth + 1, random: place.random.fork(`field/${key}`) };
}

function tryMake(schema: Json, place: Place): Json | undefined {
  try {
    return make(schema, place);
  } catch (error) {
    if (error instanceof UnsatisfiableError && place.maker.work.left >= 0) return undefined;
    throw error;
  }
}

function isTerse({ terse, depth }: Place): boolean {
  return terse || depth >= FREE_DEPTH;
}
