import { type IdPrefix, RANDOM_BYTES, toIdText } from '@tutti/protocol';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';

/** The text of a new id, for the schema that brands it. */
export function newId({ clock, random }: { clock: Clock; random: Random }, prefix: IdPrefix): string {
  return toIdText(prefix, clock.now(), random.bytes(RANDOM_BYTES));
}
