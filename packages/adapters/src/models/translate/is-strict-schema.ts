import type { Json } from '@tutti/protocol';

type Node = { readonly [key: string]: Json };

const UNSUPPORTED = [
  'allOf',
  'not',
  'dependentRequired',
  'dependentSchemas',
  'if',
  'then',
  'else',
  'patternProperties',
  'oneOf',
  'prefixItems',
  'propertyNames',
];

/** Whether OpenAI's strict mode takes the schema: every object closed, every property required. Others are asked for without it. */
export function isStrictSchema(schema: Json): boolean {
  if (isList(schema)) return schema.every(isStrictSchema);
  if (typeof schema !== 'object' || schema === null) return true;
  if (UNSUPPORTED.some((keyword) => Object.hasOwn(schema, keyword))) return false;
  return isClosedObject(schema) && Object.values(toSubschemas(schema)).every(isStrictSchema);
}

function isClosedObject(schema: Node): boolean {
  const { type, properties, required, additionalProperties } = schema;
  if (type !== 'object' && properties === undefined) return true;
  if (additionalProperties !== false || typeof properties !== 'object' || properties === null) return false;
  return Array.isArray(required) && Object.keys(properties).every((name) => required.includes(name));
}

function toSubschemas({ properties, items, anyOf, $defs, definitions }: Node): readonly Json[] {
  const named = [properties, $defs, definitions].flatMap((group) =>
    typeof group === 'object' && group !== null ? Object.values(group) : [],
  );
  return [...named, ...[items, anyOf].filter((part) => part !== undefined)];
}

function isList(schema: Json): schema is readonly Json[] {
  return Array.isArray(schema);
}
