/**
 * From the bytes of a body to a value. Looks at the text before it is parsed, so that a body within the limit of bytes
 * cannot cost a hundred times as much by its depth or its number of members.
 */
import { RequestError } from './request-error.ts';

const DEEPEST = 64;
const MOST_MEMBERS = 20_000;
/** Nobody means these as names of data; somebody may mean them as an attack on whoever copies the value. */
const REFUSED_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const DECODER = new TextDecoder('utf-8', { fatal: true });

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENERS: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSERS: ReadonlySet<number> = new Set([0x5d, 0x7d]);

export function parseJson(body: Uint8Array): unknown {
  if (body.length === 0) return {};
  assertModest(body);
  const value = parse(decode(body));
  assertPlainKeys(value);
  return value;
}

function decode(body: Uint8Array): string {
  try {
    return DECODER.decode(body);
  } catch (cause) {
    throw new RequestError('invalid_input', 'the body is not valid UTF-8', { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RequestError('invalid_input', 'the body is not valid JSON', { cause });
  }
}

function assertModest(body: Uint8Array): void {
  let depth = 0;
  let members = 0;
  for (let index = 0; index < body.length; index++) {
    const byte = body[index] ?? 0;
    if (byte === QUOTE) index = findEndOfText(body, index);
    else if (OPENERS.has(byte)) {
      depth += 1;
      members += 1;
    } else if (CLOSERS.has(byte)) depth -= 1;
    else if (byte === COMMA) members += 1;
    if (depth > DEEPEST) throw new RequestError('invalid_input', `the body is nested more than ${DEEPEST} levels deep`);
    if (members > MOST_MEMBERS)
      throw new RequestError('invalid_input', `the body has more than ${MOST_MEMBERS} members`);
  }
}

function findEndOfText(body: Uint8Array, start: number): number {
  for (let index = start + 1; index < body.length; index++) {
    if (body[index] === BACKSLASH) index += 1;
    else if (body[index] === QUOTE) return index;
  }
  return body.length;
}

function assertPlainKeys(value: unknown): void {
  if (value === null || typeof value !== 'object') return;
  for (const [key, item] of Object.entries(value)) {
    if (REFUSED_KEYS.has(key)) throw new RequestError('invalid_input', `the body has a member named ${key}`);
    assertPlainKeys(item);
  }
}
