/** Says whether a value satisfies a schema: the last word on everything that is made up for one. */
import type { Json } from '@tutti/protocol';
import { matchesText } from './matches-text.ts';
import { followRef, type SchemaNode, toSchemaNode, UnsatisfiableError } from './schema-node.ts';

type Fields = { readonly [key: string]: Json };

/** References may lead in a circle without ever reaching a value. */
const DEEPEST = 200;

export interface Document {
  /** What `#` refers to. */
  readonly root: Json;
  readonly depth: number;
  /** Counted down with every comparison: some schemas would take for ever. */
  readonly work: { left: number };
}

const MOST_COMPARISONS = 200_000;

export function createDocument(root: Json): Document {
  return { root, depth: 0, work: { left: MOST_COMPARISONS } };
}

export function matchesSchema(value: Json, schema: Json, document: Document): boolean {
  if (document.depth > DEEPEST) return false;
  document.work.left -= 1;
  if (document.work.left < 0) throw new UnsatisfiableError('it is too large');
  const node = toSchemaNode(schema);
  const matches = (part: Json, partSchema: Json) =>
    matchesSchema(part, partSchema, { ...document, depth: document.depth + 1 });
  return (
    matchesType(value, node) &&
    matchesCombination(value, node, matches) &&
    (node.$ref === undefined || matches(value, followRef(node.$ref, document.root))) &&
    (typeof value !== 'number' || matchesNumber(value, node)) &&
    (typeof value !== 'string' || matchesText(value, node)) &&
    (!isList(value) || matchesList(value, node, matches)) &&
    (!isFields(value) || matchesFields(value, node, matches))
  );
}

type Matches = (value: Json, schema: Json) => boolean;

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function isFields(value: Json): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isSame(one: Json, other: Json): boolean {
  return toComparable(one) === toComparable(other);
}

function toComparable(value: Json): string {
  return JSON.stringify(value, (_key, part: Json) =>
    isFields(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

function matchesType(value: Json, node: SchemaNode): boolean {
  if (node.const !== undefined && !isSame(value, node.const)) return false;
  if (node.enum && !node.enum.some((option) => isSame(value, option))) return false;
  const types = node.type === undefined ? [] : [node.type].flat();
  return types.length === 0 || types.some((type) => isOfType(value, type));
}

function isOfType(value: Json, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return isList(value);
  if (type === 'object') return isFields(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function matchesCombination(value: Json, node: SchemaNode, matches: Matches): boolean {
  const fits = (option: Json) => matches(value, option);
  return (
    (node.allOf ?? []).every(fits) &&
    (node.anyOf === undefined || node.anyOf.some(fits)) &&
    (node.oneOf === undefined || node.oneOf.filter(fits).length === 1) &&
    (node.not === undefined || !fits(node.not))
  );
}

export function matchesNumber(value: number, node: SchemaNode): boolean {
  return (
    value >= (node.minimum ?? -Infinity) &&
    value <= (node.maximum ?? Infinity) &&
    value > (node.exclusiveMinimum ?? -Infinity) &&
    value < (node.exclusiveMaximum ?? Infinity) &&
    (node.multipleOf === undefined || isMultiple(value, node.multipleOf))
  );
}

/** In decimal, because 0.3 is three times 0.1 to whoever wrote the schema. */
function isMultiple(value: number, step: number): boolean {
  const quotient = value / step;
  return Math.abs(quotient - Math.round(quotient)) <= 1e-9 * Math.max(1, Math.abs(quotient));
}

function matchesList(value: readonly Json[], node: SchemaNode, matches: Matches): boolean {
  const prefix = node.prefixItems ?? [];
  return (
    value.length >= (node.minItems ?? 0) &&
    value.length <= (node.maxItems ?? Infinity) &&
    value.every((item, index) => matches(item, prefix[index] ?? node.items ?? true)) &&
    (!node.uniqueItems || new Set(value.map(toComparable)).size === value.length)
  );
}

function matchesFields(value: Fields, node: SchemaNode, matches: Matches): boolean {
  const keys = Object.keys(value);
  return (
    keys.length >= (node.minProperties ?? 0) &&
    keys.length <= (node.maxProperties ?? Infinity) &&
    (node.required ?? []).every((key) => Object.hasOwn(value, key)) &&
    keys.every((key) => node.propertyNames === undefined || matches(key, node.propertyNames)) &&
    Object.entries(value).every(([key, field]) =>
      toFieldSchemas(key, node).every((fieldSchema) => matches(field, fieldSchema)),
    )
  );
}

/** Every schema that the field of this name has to satisfy. */
export function toFieldSchemas(key: string, node: SchemaNode): Json[] {
  const byPattern = Object.entries(node.patternProperties ?? {}).filter(([pattern]) =>
    new RegExp(pattern, 'u').test(key),
  );
  const own = node.properties && Object.hasOwn(node.properties, key) ? [node.properties[key] ?? true] : [];
  const named = [...own, ...byPattern.map(([, schema]) => schema)];
  return named.length > 0 ? named : [node.additionalProperties ?? true];
}
