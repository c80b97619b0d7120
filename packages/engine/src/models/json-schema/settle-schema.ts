/** Turns a schema with references and combinations into one plain node: its own keywords with one choice of each. */
import type { Json } from '@tutti/protocol';
import { isFields, isSame } from './matches-schema.ts';
import { followRef, type SchemaNode, toSchemaNode, UnsatisfiableError } from './schema-node.ts';

export interface SettledNode extends SchemaNode {
  /** Every pattern that a string must match. */
  readonly patterns: readonly string[];
}

export interface Settling {
  readonly root: Json;
  /** Which of the options to take. */
  readonly choose: (options: readonly Json[]) => Json;
}

const MOST_REFERENCES = 100;

export function settleSchema(schema: Json, settling: Settling, references = 0): SettledNode {
  if (references > MOST_REFERENCES) throw new UnsatisfiableError('its references lead in a circle');
  const { $ref, allOf, anyOf, oneOf, pattern, ...own } = toSchemaNode(schema);
  const parts = [
    ...($ref === undefined ? [] : [followRef($ref, settling.root)]),
    ...(allOf ?? []),
    ...(anyOf === undefined ? [] : [settling.choose(anyOf)]),
    ...(oneOf === undefined ? [] : [settling.choose(oneOf)]),
  ];
  const base: SettledNode = { ...own, patterns: pattern === undefined ? [] : [pattern] };
  return parts.map((part) => settleSchema(part, settling, references + 1)).reduce(mergeNodes, base);
}

function mergeNodes(one: SettledNode, other: SettledNode): SettledNode {
  return {
    ...other,
    ...one,
    ...mergeValues(one, other),
    ...mergeBounds(one, other),
    ...mergeStructure(one, other),
    patterns: [...one.patterns, ...other.patterns],
  };
}

function mergeValues(one: SchemaNode, other: SchemaNode): SchemaNode {
  const types = mergeTypes(one.type, other.type);
  const values = mergeOptions(toOptions(one), toOptions(other));
  return { ...(types && { type: types }), ...(values && { enum: values, const: undefined }) };
}

function toOptions(node: SchemaNode): Json[] | undefined {
  return node.const === undefined ? node.enum : [node.const];
}

function mergeOptions(one: Json[] | undefined, other: Json[] | undefined): Json[] | undefined {
  if (!one || !other) return one ?? other;
  return one.filter((value) => other.some((option) => isSame(value, option)));
}

function mergeTypes(one: SchemaNode['type'], other: SchemaNode['type']): string[] | undefined {
  if (one === undefined || other === undefined)
    return one === undefined && other === undefined ? undefined : [one ?? other ?? []].flat();
  const [mine, theirs] = [[one].flat(), [other].flat()];
  const has = (types: string[], type: string) =>
    types.includes(type) || (type === 'integer' && types.includes('number'));
  const both = [...mine.filter((type) => has(theirs, type)), ...theirs.filter((type) => has(mine, type))];
  if (both.length === 0) throw new UnsatisfiableError('it asks for two types at once');
  return [...new Set(both)];
}

const LOWER_BOUNDS = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties', 'multipleOf'] as const;
const UPPER_BOUNDS = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'] as const;

function mergeBounds(one: SchemaNode, other: SchemaNode): SchemaNode {
  const bounds: SchemaNode = {};
  for (const name of LOWER_BOUNDS) {
    const known = [one[name], other[name]].filter((bound) => bound !== undefined);
    if (known.length > 0) bounds[name] = Math.max(...known);
  }
  for (const name of UPPER_BOUNDS) {
    const known = [one[name], other[name]].filter((bound) => bound !== undefined);
    if (known.length > 0) bounds[name] = Math.min(...known);
  }
  return bounds;
}

function mergeStructure(one: SchemaNode, other: SchemaNode): SchemaNode {
  const merged: SchemaNode = {};
  if (one.properties && other.properties) merged.properties = mergeProperties(one.properties, other.properties);
  if (one.required && other.required) merged.required = [...new Set([...one.required, ...other.required])];
  for (const name of ['additionalProperties', 'propertyNames', 'items'] as const) {
    const [mine, theirs] = [one[name], other[name]];
    if (mine !== undefined && theirs !== undefined) merged[name] = both(mine, theirs);
  }
  if (one.prefixItems && other.prefixItems) {
    const longer = one.prefixItems.length > other.prefixItems.length ? one.prefixItems : other.prefixItems;
    merged.prefixItems = longer.map((_, index) =>
      both(one.prefixItems?.[index] ?? true, other.prefixItems?.[index] ?? true),
    );
  }
  return merged;
}

function mergeProperties(
  one: Readonly<Record<string, Json>>,
  other: Readonly<Record<string, Json>>,
): Readonly<Record<string, Json>> {
  const entries = Object.entries(one).map(([key, schema]): [string, Json] => {
    const theirs = Object.hasOwn(other, key) ? other[key] : undefined;
    return [key, theirs === undefined ? schema : both(schema, theirs)];
  });
  return Object.fromEntries([...Object.entries(other), ...entries]);
}

function both(one: Json, other: Json): Json {
  if (isFields(one) && Object.keys(one).length === 0) return other;
  return { allOf: [one, other] };
}
