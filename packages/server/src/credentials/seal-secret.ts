/** AES-256-GCM over a provider key: it opens only with the key that closed it, for the tenant, provider and name that it was closed for. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Random } from '@tutti/engine';
import type { ProviderId, TenantId } from '@tutti/protocol';
import * as z from 'zod';
import type { MasterKey } from './master-key.ts';

/** Whose key it is. Bound to the sealed bytes, so that a record that was moved to another place does not open there. */
export interface SecretPlace {
  readonly tenant: TenantId;
  readonly provider: ProviderId;
  readonly name: string;
}

/** What is encrypted. */
export const ProviderSecret = z.object({
  secret: z.string().min(1),
  /** Where it is sent, and nowhere else: whoever can write to the database cannot send it to themselves. */
  baseUrl: z.string(),
  /** Every call is charged, even of models that have a free tier. */
  paid: z.boolean(),
});
export type ProviderSecret = z.infer<typeof ProviderSecret>;

const ALGORITHM = 'aes-256-gcm';
const VERSION = 1;
const ID_BYTES = 6;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + ID_BYTES + NONCE_BYTES;
/** How long a key is would tell whose it is. */
const PADDED_BYTES = 512;

export interface SealPorts {
  readonly key: MasterKey;
  readonly random: Random;
}

/** Version, id of the master key, nonce, what is encrypted, tag. */
export function sealSecret(secret: ProviderSecret, place: SecretPlace, { key, random }: SealPorts): Uint8Array {
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key.bytes, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(toBinding(place));
  const closed = Buffer.concat([cipher.update(toPadded(JSON.stringify(secret))), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), Buffer.from(key.id, 'hex'), nonce, closed, cipher.getAuthTag()]);
}

/** Undefined where the bytes are none of ours. */
export function findMasterKeyId(sealed: Uint8Array): string | undefined {
  if (sealed.length < HEAD_BYTES + TAG_BYTES || sealed[0] !== VERSION) return undefined;
  return Buffer.from(sealed.subarray(1, 1 + ID_BYTES)).toString('hex');
}

/** Undefined where it does not open: another key, another place, or bytes that were changed. */
export function openSecret(sealed: Uint8Array, place: SecretPlace, key: MasterKey): ProviderSecret | undefined {
  if (findMasterKeyId(sealed) !== key.id) return undefined;
  try {
    const nonce = sealed.subarray(1 + ID_BYTES, HEAD_BYTES);
    const decipher = createDecipheriv(ALGORITHM, key.bytes, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(toBinding(place));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const plain = Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES, -TAG_BYTES)), decipher.final()]);
    return ProviderSecret.safeParse(JSON.parse(plain.toString('utf8'))).data;
  } catch {
    // What does not open says nothing else about itself.
    return undefined;
  }
}

/** JSON may end in any number of spaces. */
function toPadded(text: string): Buffer {
  const bytes = Buffer.byteLength(text);
  return Buffer.from(text + ' '.repeat(Math.ceil(bytes / PADDED_BYTES) * PADDED_BYTES - bytes));
}

function toBinding({ tenant, provider, name }: SecretPlace): Buffer {
  return Buffer.from(`tutti-provider-key|${VERSION}|${tenant}|${provider}|${name}`);
}
