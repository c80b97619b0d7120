import { editDistance } from '@tutti/engine';

/** The one of several words that is least different from what was typed. */
export function findNearest(typed: string, words: readonly string[]): string {
  const asked = typed.slice(0, 80).toLowerCase();
  const distances = words.map((word) => ({ word, distance: editDistance(asked, word) }));
  return distances.toSorted((one, other) => one.distance - other.distance)[0]?.word ?? '';
}
