/** How the value of a setting is read, from a text as the environment has it and from YAML alike. */
import { isIPv6 } from 'node:net';
import { delimiter, isAbsolute, resolve } from 'node:path';
import { ProviderId } from '@tutti/protocol';
import * as z from 'zod';

/** Refuses with what it takes, in the words that a person is shown. */
export function reads<Value>(what: string, parse: (given: unknown) => Value | undefined) {
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
export const file = folder;

/** A list in YAML, or one text with the separator that this system has between paths. */
export const folderList = reads('absolute folders, with the separator of paths between them', (given) => {
  const parts = typeof given === 'string' ? given.split(delimiter) : Array.isArray(given) ? given : [given];
  const named = parts.filter((part: unknown) => part !== '');
  const folders = named.flatMap((part: unknown) => (typeof part === 'string' && isAbsolute(part) ? [part] : []));
  return folders.length === named.length ? folders : undefined;
});

const LONGEST_SECRET = 1_000;

/** A list in YAML, or one text with commas; each is sent in a header, where nothing else can stand. */
export const secretList = reads('keys of plain characters, with commas between them', (given) => {
  const parts = typeof given === 'string' ? given.split(',') : Array.isArray(given) ? given : [];
  const secrets = parts.map((part: unknown) => (typeof part === 'string' ? part.trim() : ''));
  const isKey = (secret: string) => secret.length <= LONGEST_SECRET && /^[\x21-\x7e]+$/.test(secret);
  return secrets.length > 0 && secrets.every(isKey) ? [...new Set(secrets)] : undefined;
});

const AN_ADDRESS = 'an address such as https://models.example.org/v1, without a key in it';

/** Where a service is called. A key must never stand in it: it is shown. */
export const serviceUrl = reads(AN_ADDRESS, toServiceUrl);

const OLLAMA_PORT = ':11434';
const CALLED_INSTEAD = new Map([
  ['', '127.0.0.1'],
  ['0.0.0.0', '127.0.0.1'],
  ['[::]', '[::1]'],
]);

/** As Ollama reads `OLLAMA_HOST`: a host, a port, or both; a server that listens for all is called on this machine. */
export const ollamaUrl = reads(AN_ADDRESS, (given) => {
  if (typeof given !== 'string' || given.toLowerCase() === 'off') return toServiceUrl(given);
  const text = isIPv6(given) ? `[${given}]` : given;
  const parts = /^(?:(https?):\/\/)?(\[[^\]]*\]|[^:/]*)(:\d+)?(\/.*)?$/i.exec(text);
  if (!parts) return toServiceUrl(text);
  const [, scheme, host = '', port = scheme === undefined ? OLLAMA_PORT : '', path = ''] = parts;
  const called = CALLED_INSTEAD.get(host) ?? host;
  return toServiceUrl(`${scheme ?? 'http'}://${called}${port}${path}`);
});

function toServiceUrl(given: unknown): string | undefined {
  if (typeof given !== 'string') return undefined;
  if (given.toLowerCase() === 'off') return 'off';
  // As other programs have it: a host with a port, and the address that a server listens on for all.
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`;
  const url = URL.parse(text.replace(/^(https?:\/\/)0\.0\.0\.0(?=[:/]|$)/i, '$1127.0.0.1'));
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') return undefined;
  if (url.username + url.password + url.search + url.hash !== '') return undefined;
  return url.href.replace(/\/+$/, '');
}

/** A list in YAML, or one text with commas. */
export const providerNames = reads('names of providers, with commas between them', (given) => {
  const parts = typeof given === 'string' ? given.split(',').map((part) => part.trim()) : given;
  return z.array(ProviderId).safeParse(parts).data;
});

export const resourceName = reads('the name of a resource: letters, digits and -', (given) =>
  typeof given === 'string' && /^[a-z0-9][a-z0-9-]{0,62}$/i.test(given) ? given : undefined,
);

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
