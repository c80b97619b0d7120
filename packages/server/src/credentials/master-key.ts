import { createHash } from 'node:crypto';

const ID_LENGTH = 12;
const PREFIX = 'tut_master_';
const SECRET = /^[A-Za-z0-9_-]{43}$/;
export const MASTER_KEY_BYTES = 32;

/** What stored provider keys are encrypted with. Its id tells it from others, and tells nothing about it. */
export interface MasterKey {
  readonly id: string;
  readonly bytes: Buffer;
}

export function createMasterKey(bytes: Uint8Array): MasterKey {
  const id = createHash('sha256').update('tutti master key').update(bytes).digest('hex').slice(0, ID_LENGTH);
  return { id, bytes: Buffer.from(bytes) };
}

/** One line for each, the one that is used for what is new first. Undefined where a line is none. */
export function parseMasterKeys(text: string): readonly MasterKey[] | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const keys = lines.map((line) => {
    const secret = line.trim().startsWith(PREFIX) ? line.trim().slice(PREFIX.length) : '';
    return SECRET.test(secret) ? createMasterKey(Buffer.from(secret, 'base64url')) : undefined;
  });
  const whole = keys.filter((key) => key !== undefined);
  return whole.length === keys.length && whole.length > 0 ? whole : undefined;
}

export function formatMasterKeys(keys: readonly MasterKey[]): string {
  return keys.map(({ bytes }) => `${PREFIX}${bytes.toString('base64url')}\n`).join('');
}
