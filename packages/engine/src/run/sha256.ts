import { hash } from 'node:crypto';
import type { Hash } from '@tutti/protocol';

export function sha256(content: string | Uint8Array): Hash {
  return hash('sha256', content, 'hex') as Hash;
}
