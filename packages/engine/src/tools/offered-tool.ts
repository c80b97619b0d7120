/** A tool as a model sees it, and the limits that every one keeps whoever it comes from. */
import { EffectClass, Hash, Json, toCanonicalText } from '@tutti/protocol';
import * as z from 'zod';
import { RunError } from '../errors.ts';
import type { Tool } from '../ports/tool.ts';
import { sha256 } from '../run/sha256.ts';

export const OfferedTool = z.object({
  name: z.string(),
  description: z.string(),
  /** JSON Schema. */
  input: Json,
  effect: EffectClass,
  /** Of name, description and schema: what was approved, and what a run keeps. */
  hash: Hash,
});
export type OfferedTool = z.infer<typeof OfferedTool>;

/** What every provider takes as the name of a function. */
const NAME = /^[a-zA-Z0-9_-]{1,64}$/;
export const DESCRIPTION_LIMIT = 8_000;
export const SCHEMA_LIMIT = 64_000;
/** Deeper ones break those who walk them, and no honest tool has one. */
const SCHEMA_DEPTH = 32;

export function toToolHash({ name, description, input }: Pick<OfferedTool, 'name' | 'description' | 'input'>): Hash {
  return sha256(toCanonicalText({ name, description, input }));
}

/** Throws `tool_unusable` where the tool is no tool that a model could be offered. */
export function toOffered(tool: Tool): OfferedTool {
  const { name, description, effect } = tool;
  if (!NAME.test(name)) throw unusable(name, 'its name is not 1 to 64 letters, digits, underscores and hyphens');
  if (description.length > DESCRIPTION_LIMIT)
    throw unusable(name, `its description has ${description.length} characters, and ${DESCRIPTION_LIMIT} are allowed`);
  const input = tool.schema ?? (z.toJSONSchema(tool.input, { io: 'input' }) as Json);
  assertSchema(name, input);
  return { name, description, input, effect, hash: toToolHash({ name, description, input }) };
}

function assertSchema(name: string, schema: Json): void {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema))
    throw unusable(name, 'its schema is not an object');
  if (isDeeper(schema, SCHEMA_DEPTH)) throw unusable(name, `its schema is nested more than ${SCHEMA_DEPTH} deep`);
  const size = JSON.stringify(schema).length;
  if (size > SCHEMA_LIMIT) throw unusable(name, `its schema has ${size} characters, and ${SCHEMA_LIMIT} are allowed`);
}

function isDeeper(part: Json, depth: number): boolean {
  if (typeof part !== 'object' || part === null) return false;
  return depth === 0 || Object.values(part).some((item: Json) => isDeeper(item, depth - 1));
}

function unusable(name: string, why: string): RunError {
  const shown = JSON.stringify(name.slice(0, 80));
  return new RunError('tool_unusable', `the tool ${shown} cannot be offered: ${why}`, { nothingHappened: true });
}
