/** Every role writes its draft in a file of its own; this is the shape they share. */
import type { Brief } from './brief.ts';
import type { SeededRandom } from './seeded-random.ts';

const MOST_SUBJECTS = 4;

export type Draft = (brief: Brief, random: SeededRandom) => string;

/** The brief's subjects again and again, so that a draft can ask for as many as it has places. */
export function cycleSubjects({ subjects }: Brief, count: number): string[] {
  return Array.from({ length: count }, (_, index) => subjects[index % subjects.length] ?? '');
}

/** One sentence for each of the first subjects, no form twice before all were used. */
export function sayOfSubjects(
  { subjects }: Brief,
  random: SeededRandom,
  forms: readonly ((subject: string) => string)[],
): string[] {
  const shuffled = random.shuffle(forms);
  return subjects.slice(0, MOST_SUBJECTS).flatMap((subject, index) => shuffled[index % forms.length]?.(subject) ?? []);
}

export function toNumberedList(items: readonly string[]): string {
  return items.map((item, index) => `${index + 1}. ${item}`).join('\n');
}

export function toBulletList(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}
