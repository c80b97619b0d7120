import type { SeededRandom } from '../rehearsal/seeded-random.ts';

/** Where the strings of an answer get their words from. */
export interface Wording {
  /** A text for the field of this name; trimmed and not empty, of any length. */
  write(name: string, random: SeededRandom): string;
  /** What the request itself says for the field of this name. */
  known(name: string, random: SeededRandom): string | undefined;
  /** Short names of things, for strings that must be short. */
  readonly phrases: readonly string[];
  /** What a string with a pattern may refer to; those that match it are taken before anything is made up. */
  readonly references: readonly string[];
}
