/** What a model wrote, checked against the approved schema before a person is asked about it. The server checks it again. */
import { CfWorkerJsonSchemaValidator } from '@modelcontextprotocol/client/validators/cf-worker';
import { Json } from '@tutti/protocol';
import type * as z from 'zod';

/** These hold data, in which the names of keywords mean nothing. */
const DATA = new Set(['enum', 'const', 'default', 'examples', 'example']);
/** Patterns are not tried, and what gives a part an address of its own would let references lead where nobody has looked. */
const LEFT_OUT = new Set(['pattern', 'format', '$id', 'id']);

/** Patterns are not tried: a server could have written one that takes for ever. */
export function toInputCheck(schema: Json): z.ZodType<Json> {
  const check = createCheck(schema);
  return Json.superRefine((value, context) => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    const problem = isObject ? check(value) : 'the input has to be an object';
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });
}

function createCheck(schema: Json): (value: Json) => string | undefined {
  // Without its patterns such a schema would refuse what it allows.
  if (JSON.stringify(schema).includes('"patternProperties"')) return () => undefined;
  try {
    const safe = toSafe(schema);
    if (typeof safe !== 'object' || safe === null || Array.isArray(safe)) return () => undefined;
    const validate = new CfWorkerJsonSchemaValidator({ shortcircuit: false }).getValidator(
      Object.fromEntries(Object.entries(safe)),
    );
    return (value) => attempt(() => validate(value));
  } catch {
    return () => undefined; // A dialect that is not known here: its server knows it.
  }
}

/** Whether references lead anywhere is only found out on the way. */
function attempt(validate: () => { readonly valid: boolean; readonly errorMessage?: string | undefined }) {
  try {
    const { valid, errorMessage = '' } = validate();
    return valid ? undefined : errorMessage.slice(0, 1_000);
  } catch {
    return undefined;
  }
}

function toSafe(part: Json): Json {
  if (Array.isArray(part)) return part.map((item: Json) => toSafe(item));
  if (typeof part !== 'object' || part === null) return part;
  const kept = Object.entries(part).filter(([key, value]) => !(LEFT_OUT.has(key) && typeof value === 'string'));
  return Object.fromEntries(kept.map(([key, value]: [string, Json]) => [key, DATA.has(key) ? value : toSafe(value)]));
}
