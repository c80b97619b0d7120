/** One level of a JSON Schema (2020-12), parsed when it is reached, so that a schema may be as deep as it likes. */
import type { Json } from '@tutti/protocol';
import * as z from 'zod';
import { ModelUnavailableError } from '../../model-errors.ts';

const Count = z.number().nonnegative();
/** JSON already; what it means is looked at when it is reached. */
const Schema = z.custom<Json>();
// Not a record of zod, which drops a field of the name __proto__.
const Schemas = z.custom<Readonly<Record<string, Json>>>((value) => isContainer(value) && !Array.isArray(value));

export const SchemaNode = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(Schema).optional(),
  const: Schema.optional(),
  $ref: z.string().optional(),
  allOf: z.array(Schema).optional(),
  anyOf: z.array(Schema).optional(),
  oneOf: z.array(Schema).optional(),
  not: Schema.optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  multipleOf: z.number().positive().optional(),
  minLength: Count.optional(),
  maxLength: Count.optional(),
  pattern: z.string().max(5_000).optional(),
  format: z.string().optional(),
  properties: Schemas.optional(),
  patternProperties: Schemas.optional(),
  additionalProperties: Schema.optional(),
  propertyNames: Schema.optional(),
  required: z.array(z.string()).optional(),
  minProperties: Count.optional(),
  maxProperties: Count.optional(),
  prefixItems: z.array(Schema).optional(),
  items: Schema.optional(),
  minItems: Count.optional(),
  maxItems: Count.optional(),
  uniqueItems: z.boolean().optional(),
});
export type SchemaNode = z.infer<typeof SchemaNode>;

/** Keywords that would be broken if they were passed over. */
const UNSUPPORTED = [
  '$dynamicRef',
  'contains',
  'dependentRequired',
  'dependentSchemas',
  'dependencies',
  'else',
  'if',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
];

/** The schema cannot be met by what the rehearsal model knows; asking again gives the same. */
export class UnsatisfiableError extends ModelUnavailableError {
  constructor(reason: string) {
    super(`the rehearsal model cannot answer in this schema: ${reason}`, { retryable: false });
  }
}

/** Parsed once for each schema object, because the same part is looked at for every value that is tried. */
const parsedNodes = new WeakMap<object, SchemaNode>();

export function toSchemaNode(schema: Json): SchemaNode {
  if (schema === true) return {};
  if (schema === false) return { not: {} };
  const known = isContainer(schema) ? parsedNodes.get(schema) : undefined;
  if (known) return known;
  const node = parseNode(schema);
  if (isContainer(schema)) parsedNodes.set(schema, node);
  return node;
}

function parseNode(schema: Json): SchemaNode {
  const parsed = SchemaNode.safeParse(schema);
  if (!parsed.success) throw new UnsatisfiableError(z.prettifyError(parsed.error));
  const unsupported = UNSUPPORTED.find((keyword) => Object.hasOwn(parsed.data, keyword));
  if (unsupported !== undefined) throw new UnsatisfiableError(`it uses the keyword ${unsupported}`);
  return parsed.data;
}

/** The part of the document that a reference such as `#/$defs/node` points to. */
export function followRef(ref: string, root: Json): Json {
  if (!ref.startsWith('#')) throw new UnsatisfiableError(`it refers to ${ref}, which is not in it`);
  const segments = decodePointer(ref);
  let target: Json | undefined = root;
  for (const segment of segments) {
    target = isContainer(target) && Object.hasOwn(target, segment) ? Reflect.get(target, segment) : undefined;
  }
  if (target === undefined) throw new UnsatisfiableError(`it refers to ${ref}, which is not in it`);
  return target;
}

function decodePointer(ref: string): string[] {
  if (ref === '#') return [];
  if (!ref.startsWith('#/')) throw new UnsatisfiableError(`it refers to ${ref} by an anchor`);
  try {
    return decodeURIComponent(ref.slice(2))
      .split('/')
      .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  } catch {
    throw new UnsatisfiableError(`${ref} is not a valid reference`);
  }
}

function isContainer(value: unknown): value is readonly Json[] | { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null;
}
