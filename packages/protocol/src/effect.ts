/** The class of a step's consequence in the world. It decides what may happen after a crash. */
import * as z from 'zod';

export const EffectClass = z.enum(['pure', 'read', 'idempotent', 'compensatable', 'irreversible']);
export type EffectClass = z.infer<typeof EffectClass>;

/** These two write down their intent before they act, and are never repeated on a guess. */
export function isGuarded(effect: EffectClass): boolean {
  return effect === 'compensatable' || effect === 'irreversible';
}

export const DoubtCause = z.enum(['crash', 'timed_out', 'aborted', 'cut']);
export type DoubtCause = z.infer<typeof DoubtCause>;

export const DoubtVerdict = z.enum(['happened', 'not_happened']);
export type DoubtVerdict = z.infer<typeof DoubtVerdict>;
