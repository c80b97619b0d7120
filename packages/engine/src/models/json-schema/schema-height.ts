/** How many levels the smallest value of a schema has, so that a recursive one can be brought to its end. */
import type { Json } from '@tutti/protocol';
import { isFields } from './matches-schema.ts';
import { followRef, toSchemaNode } from './schema-node.ts';

export interface HeightSearch {
  readonly root: Json;
  /** References on the way here: the smallest value never passes through the same one twice. */
  readonly passed: readonly string[];
  /** Counted down over the whole search: a schema that is too large to be measured has no known end. */
  readonly work: { left: number };
}

export function measureHeight(schema: Json, search: HeightSearch): number {
  if (!isFields(schema)) return schema === false ? Infinity : 0;
  search.work.left -= 1;
  if (search.work.left < 0) return Infinity;
  const node = toSchemaNode(schema);
  const measure = (part: Json) => measureHeight(part, search);
  const combined = [
    ...(node.allOf ?? []).map(measure),
    ...(node.anyOf ? [Math.min(...node.anyOf.map(measure))] : []),
    ...(node.oneOf ? [Math.min(...node.oneOf.map(measure))] : []),
    ...(node.$ref === undefined ? [] : [measureRef(node.$ref, search)]),
  ];
  const fields = (node.required ?? []).map((key) => node.properties?.[key] ?? node.additionalProperties ?? true);
  const items = (node.minItems ?? 0) > 0 ? [...(node.prefixItems ?? []), node.items ?? true] : [];
  const parts = [...fields, ...items.filter((item) => item !== false)].map(measure);
  return Math.max(0, ...combined, ...parts.map((height) => height + 1));
}

function measureRef(ref: string, search: HeightSearch): number {
  if (search.passed.includes(ref)) return Infinity;
  const next = { ...search, passed: [...search.passed, ref] };
  return measureHeight(followRef(ref, search.root), next);
}
