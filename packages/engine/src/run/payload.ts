/** From a value that a step returned to what stands in the journal, and back. What a program sees live is what it will see on replay. */
import { INLINE_LIMIT_BYTES, type Json, type Payload, type TenantId } from '@tutti/protocol';
import { JournalCorruptError, RunError, toMessage } from '../errors.ts';
import type { Blob } from '../ports/journal.ts';
import type { RunLibrary } from '../ports/run-library.ts';
import type { Redact } from './redact.ts';
import { sha256 } from './sha256.ts';

export const PAYLOAD_LIMIT_BYTES = 16 * 1024 * 1024;
const DEEPEST = 200;

export interface Packed {
  readonly payload: Payload;
  readonly blob: Blob | undefined;
  /** The value as the journal gives it back. */
  readonly value: Json;
}

const NULL: Packed = { payload: { value: null }, blob: undefined, value: null };

export function packPayload(value: unknown, redact: Redact): Packed {
  if (value === undefined || value === null) return NULL;
  if (typeof value === 'number' || typeof value === 'boolean') return inline(toFinite(value));
  assertSmallEnough(value);
  const text = withoutPrototypes(redact(toText(value)));
  const plain = JSON.parse(text) as Json;
  if (text.length <= INLINE_LIMIT_BYTES / 4) return inline(plain);
  const body = new TextEncoder().encode(text);
  if (body.length <= INLINE_LIMIT_BYTES) return inline(plain);
  if (body.length > PAYLOAD_LIMIT_BYTES) throw tooLarge();
  const hash = sha256(body);
  return { payload: { blob: hash, bytes: body.length }, blob: { hash, body }, value: plain };
}

export async function unpackPayload(payload: Payload, tenant: TenantId, library: RunLibrary): Promise<Json> {
  if ('value' in payload) return payload.value;
  const body = await library.findBlob(tenant, payload.blob);
  if (!body || sha256(body) !== payload.blob)
    throw new JournalCorruptError(`blob ${payload.blob} is missing or was changed`);
  return JSON.parse(new TextDecoder().decode(body)) as Json;
}

function inline(value: Json): Packed {
  return { payload: { value }, blob: undefined, value };
}

function toFinite(value: number | boolean): number | boolean {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RunError('not_serializable', `${value} cannot be written as JSON`);
  // JSON has only one zero.
  return value === 0 ? 0 : value;
}

/** Keys named __proto__ are dropped by whoever reads the journal, so a program must not see them before. */
function withoutPrototypes(text: string): string {
  if (!text.includes('__proto__')) return text;
  const plain: unknown = JSON.parse(text, (_, part: unknown) => {
    if (part !== null && typeof part === 'object') Reflect.deleteProperty(part, '__proto__');
    return part;
  });
  return JSON.stringify(plain);
}

function toText(value: unknown): string {
  try {
    const text = JSON.stringify(value);
    if (typeof text === 'string') return text;
  } catch (cause) {
    throw new RunError('not_serializable', `the value cannot be written as JSON: ${toMessage(cause)}`, { cause });
  }
  throw new RunError('not_serializable', `a ${typeof value} cannot be written as JSON`);
}

/** Looks before it writes: a huge value would fill the memory by being turned into text, and one that holds itself would never end. */
function assertSmallEnough(value: unknown): void {
  let size = 0;
  const above: unknown[] = [];
  const look = (part: unknown): void => {
    size += typeof part === 'string' ? part.length : 1;
    if (size > PAYLOAD_LIMIT_BYTES) throw tooLarge();
    if (part === null || typeof part !== 'object') return;
    if (above.length >= DEEPEST || above.includes(part)) {
      throw new RunError('not_serializable', `the value holds itself or is nested more than ${DEEPEST} levels deep`);
    }
    above.push(part);
    // Also where it has holes: each is written down as null.
    if (Array.isArray(part)) size += part.length;
    else for (const key of Object.keys(part)) size += key.length;
    for (const item of Object.values(part)) look(item);
    above.pop();
  };
  look(value);
}

function tooLarge(): RunError {
  return new RunError('payload_too_large', `a value may take at most ${PAYLOAD_LIMIT_BYTES} bytes`);
}
