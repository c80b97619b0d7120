import { createHash } from 'node:crypto';
import { SET_SEPARATOR } from '@tutti/engine';

const LONGEST = 64;
const SHORT_HASH = 8;

/** `server__tool`, in the letters and the length that every provider of models takes. */
export function toToolName(server: string, name: string): string {
  const full = `${server}${SET_SEPARATOR}${name.replace(/[^a-zA-Z0-9_-]/g, '_')}`;
  if (full.length <= LONGEST) return full;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, SHORT_HASH);
  return `${full.slice(0, LONGEST - SHORT_HASH - 1)}_${hash}`;
}
