import { hash } from 'node:crypto';
import type { Hash } from '@tutti/protocol';

export function sha256(value: string | Uint8Array): Hash {
  return hash('sha256', value, 'hex') as Hash;
}
