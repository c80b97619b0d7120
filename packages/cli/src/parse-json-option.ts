import { InvalidInputError } from '@tutti/engine';
import type { Json } from '@tutti/protocol';

/** Undefined where it was not given. */
export function parseJsonOption(text: string | undefined, option: string): Json | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new InvalidInputError(`${option} takes JSON, such as '{"id":7}' or '"text"'`, option, { cause });
  }
}
