import type { Random } from '@tutti/engine';

const BYTES = 18;

/** Names one answer. Nothing can be asked for by it later. */
export function newKey(random: Random): string {
  return Buffer.from(random.bytes(BYTES)).toString('hex');
}
