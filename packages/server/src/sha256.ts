import { createHash } from 'node:crypto';
import { Hash } from '@tutti/protocol';

export function sha256(value: string | Uint8Array): Hash {
  return Hash.parse(createHash('sha256').update(value).digest('hex'));
}
