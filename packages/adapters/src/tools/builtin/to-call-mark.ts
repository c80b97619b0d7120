/** The key of a call, as it is left at a service so that what was made can be found again. It tells nothing about the run. */
import { createHash } from 'node:crypto';

const LENGTH = 32;

export function toCallMark(key: string): string {
  return createHash('sha256').update(`tutti|${key}`).digest('hex').slice(0, LENGTH);
}
