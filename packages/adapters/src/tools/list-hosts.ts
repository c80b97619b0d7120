import type { Json } from '@tutti/protocol';

const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'ws:', 'wss:', 'ftp:']);
/** Whoever takes an address by such a name often takes it without its scheme too. */
const ADDRESS = /(?:url|uri|href)s?$/iu;

/** Of every address of the web that stands somewhere in an input as a text of its own. */
export function listHosts(input: Json): readonly string[] {
  return [...new Set(walk(input, false))];
}

function walk(value: Json, isAddress: boolean): string[] {
  if (typeof value === 'string') return toHost(value, isAddress);
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((each: Json) => walk(each, isAddress));
  return Object.entries(value).flatMap(([name, each]) => walk(each as Json, ADDRESS.test(name)));
}

/** Read as those who go there read it, who drop tabs and line feeds anywhere and control characters in front. */
function toHost(text: string, isAddress: boolean): string[] {
  const url = URL.parse(text) ?? URL.parse(text.trim());
  if (url && SCHEMES.has(url.protocol)) return url.hostname === '' ? [] : [url.hostname];
  return isAddress ? toBareHost(text, url) : [];
}

/** Of `host/path`, `//host/path` and `host:port/path`, which looks as if the host were a scheme; a path or a word is none. */
function toBareHost(text: string, url: URL | null): string[] {
  const bare = text.replaceAll(/[\t\n\r]|^[\p{Cc}\s]+/gu, '').trim();
  if (url && !/^[^/?#]*:\d+(?:[/?#]|$)/u.test(bare)) return [];
  const isRelative = /^[/\\](?![/\\])|^[?#.]/u.test(bare);
  const host = isRelative ? '' : (URL.parse(`https://${bare.replace(/^[/\\]+/u, '')}`)?.hostname ?? '');
  return host.includes('.') || host.startsWith('[') || /^[/\\]{2}/u.test(bare) ? [host].filter(Boolean) : [];
}
