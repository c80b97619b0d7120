/** Texts in the formats that JSON Schema and zod know; each is a proposal that the schema's pattern still has to accept. */
import type { SeededRandom } from '../rehearsal/seeded-random.ts';

type Writer = (random: SeededRandom, word: string) => string;

const HEX = Array.from('0123456789abcdef');
/** Annotations that say how a text is shown, not what may stand in it. */
const FREE_FORMATS = new Set(['html', 'json-string', 'markdown', 'multiline', 'password', 'text', 'textarea']);

/** A format without a writer is left to the schema's pattern. */
const WRITERS: Readonly<Record<string, Writer>> = {
  date: writeDate,
  'date-time': (random) => `${writeDate(random)}T${writeTime(random)}Z`,
  time: (random) => `${writeTime(random)}Z`,
  duration: (random) => `PT${random.between(1, 59)}M`,
  email: (_, word) => `${word}@example.org`,
  'idn-email': (_, word) => `${word}@example.org`,
  uri: (_, word) => `https://example.org/${word}`,
  url: (_, word) => `https://example.org/${word}`,
  iri: (_, word) => `https://example.org/${word}`,
  'uri-reference': (_, word) => `/${word}`,
  'uri-template': (_, word) => `/${word}/{id}`,
  hostname: (_, word) => `${word.slice(0, 60)}.example.org`,
  ipv4: (random) => `192.0.2.${random.between(1, 254)}`,
  ipv6: (random) => `2001:db8::${random.between(1, 9999)}`,
  cidrv4: (random) => `192.0.2.0/${random.between(24, 30)}`,
  cidrv6: (random) => `2001:db8::/${random.between(32, 64)}`,
  uuid: writeUuid,
  guid: writeUuid,
  emoji: (random) => random.pick(['✅', '📌', '🔎', '🎻']),
  e164: (random) => `+4930${random.between(1_000_000, 9_999_999)}`,
  regex: (_, word) => `^${word}$`,
  'json-pointer': (_, word) => `/${word}`,
  jwt: (_, word) => [toBase64('{"alg":"none","typ":"JWT"}'), toBase64(`{"sub":"${word}"}`), 'rehearsal'].join('.'),
};

/** Undefined where nothing is known about the format. */
export function textInFormat(format: string, random: SeededRandom, word: string): string | undefined {
  return Object.hasOwn(WRITERS, format) ? WRITERS[format]?.(random, word) : undefined;
}

export function isFreeFormat(format: string): boolean {
  return FREE_FORMATS.has(format);
}

function writeDate(random: SeededRandom): string {
  return `2026-${pad(random.between(1, 12))}-${pad(random.between(1, 28))}`;
}

function writeTime(random: SeededRandom): string {
  return `${pad(random.between(0, 23))}:${pad(random.between(0, 59))}:00`;
}

function writeUuid(random: SeededRandom): string {
  const hex = (length: number) => Array.from({ length }, () => random.pick(HEX)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
}

/** Of plain ASCII, in the alphabet for URLs, without padding. */
function toBase64(text: string): string {
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
