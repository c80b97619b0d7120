import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';

export interface JsonObject {
  readonly [key: string]: unknown;
}

const PLACE = '#/components/schemas/';
/** What Zod calls a schema that refers to itself and has no name: of ours only that of any JSON value does. */
const ITSELF = '__schema0';

/** Gathers the schemas that have names, each once, and refers to them. */
export class SchemaBook {
  readonly #schemas = new Map<string, JsonObject>();

  get schemas(): Record<string, JsonObject> {
    return Object.fromEntries([...this.#schemas].toSorted(([one], [other]) => (one < other ? -1 : 1)));
  }

  /** What is sent (`input`) may leave out what has a default; what is answered (`output`) has it. */
  add(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
    const {
      $schema: _,
      $defs = {},
      ...rest
    } = z.toJSONSchema(schema, { io, target: 'draft-2020-12', override: allowMore });
    const names = new Map(Object.keys($defs).map((name) => [name, name === ITSELF ? 'Json' : name]));
    for (const [name, each] of Object.entries($defs)) {
      const moved = move(each, names);
      const known = this.#schemas.get(names.get(name) ?? name);
      // Both ways of one name are told apart only where they differ.
      if (known && !isDeepStrictEqual(known, moved)) names.set(name, `${names.get(name) ?? name}Sent`);
    }
    for (const [name, each] of Object.entries($defs)) this.#schemas.set(names.get(name) ?? name, move(each, names));
    return move(rest, names);
  }
}

/** An answer may grow: whoever checks it must not stumble over a field that a newer server adds. */
const allowMore: NonNullable<z.core.ToJSONSchemaParams['override']> = ({ zodSchema, jsonSchema }) => {
  const { def } = zodSchema._zod;
  if (def.type === 'object' && !('catchall' in def && def.catchall)) delete jsonSchema.additionalProperties;
};

function move(value: object, names: ReadonlyMap<string, string>): JsonObject {
  const text = JSON.stringify(value, (key, part: unknown) => {
    if (key !== '$ref' || typeof part !== 'string') return part;
    const name = part.replace('#/$defs/', '');
    return `${PLACE}${names.get(name) ?? name}`;
  });
  return JSON.parse(text) as JsonObject;
}
