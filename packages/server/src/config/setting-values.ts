/** How the value of a setting is read, from a text as the environment has it and from YAML alike. */
import { resolve } from 'node:path';
import * as z from 'zod';

/** Refuses with what it takes, in the words that a person is shown. */
function reads<Value>(what: string, parse: (given: unknown) => Value | undefined) {
  return z.unknown().transform((given, context): Value => {
    const value = parse(typeof given === 'string' ? given.trim() : given);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `takes ${what}` });
    return z.NEVER;
  });
}

export function wholeNumber(min: number, max: number) {
  return reads(`a whole number from ${min} to ${max}`, (given) => {
    const value = typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : given;
    return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max ? value : undefined;
  });
}

const SWITCH: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
};

export const onOrOff = reads('true or false (also 1, 0, yes, no, on, off)', (given) => {
  if (typeof given === 'boolean') return given;
  const word = String(given).toLowerCase();
  return Object.hasOwn(SWITCH, word) ? SWITCH[word] : undefined;
});

export function oneOf<Word extends string>(words: readonly Word[], others: Readonly<Record<string, Word>> = {}) {
  return reads(`one of ${words.join(', ')}`, (given) => {
    const word = String(given).toLowerCase();
    return words.find((known) => known === word) ?? (Object.hasOwn(others, word) ? others[word] : undefined);
  });
}

export const someText = reads('a text', (given) =>
  typeof given === 'string' && given !== '' && !given.includes('\0') ? given : undefined,
);

export const folder = someText.transform((text) => resolve(text));

export const hostName = reads('a host name or an address to listen on, without a port', (given) => {
  if (typeof given !== 'string') return undefined;
  const host = given.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  const isName = /^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?$/.test(host);
  return isName || /^[0-9a-f:.]*:[0-9a-f:.]*$/.test(host) ? host : undefined;
});

/** `postgres://user:password@host/database`; what stands behind the `?` is the driver's. */
export const postgresUrl = reads(
  'an address such as postgres://user:password@host/database, with @ : / ? # % in the password written as %40 and so on',
  (given) => {
    const url = typeof given === 'string' ? URL.parse(given) : null;
    return url && /^postgres(ql)?:$/.test(url.protocol) ? String(given) : undefined;
  },
);

export const schemaName = reads(
  'a name of lower-case letters, digits and _, at most 41, that does not begin with pg_',
  (given) => (typeof given === 'string' && /^(?!pg_)[a-z_][a-z0-9_]{0,40}$/.test(given) ? given : undefined),
);

/** An origin: what a browser shows before the first slash. */
export const webOrigin = reads('an address such as https://tutti.example.org, without a path', (given) => {
  const url = typeof given === 'string' ? URL.parse(given) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/') return undefined;
  return url.username + url.password + url.search + url.hash === '' ? url.origin : undefined;
});
