/** What a body says, by its type: a page becomes text, other text stays as it is, everything else is told and not shown. */
import { isText } from '../filesystem/is-text.ts';
import { readHtml } from './read-html.ts';
import { toPlainText } from './to-plain-text.ts';

export interface Content {
  readonly type: string;
  readonly bytes: number;
  readonly title?: string;
  /** Absent where it is no text. */
  readonly text?: string;
  readonly links?: readonly { readonly text: string; readonly url: string }[];
}

const TEXT = /^(?:text\/|application\/(?:[\w.-]+\+)?(?:json|xml|yaml|x-yaml|javascript|x-ndjson|toml)$)/u;
const HTML = new Set(['text/html', 'application/xhtml+xml']);
/** So far into a page its own word about its characters is looked for. */
const HEAD_BYTES = 2_048;

export function readContent(body: Buffer, { contentType, url }: { contentType: string; url: URL }): Content {
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase() || guessType(body);
  const facts = { type, bytes: body.length };
  if (HTML.has(type)) return { ...facts, ...readHtml(decode(body, contentType, true), url) };
  if (!TEXT.test(type) || body.includes(0)) return facts;
  return { ...facts, text: toPlainText(decode(body, contentType, false)) };
}

function guessType(body: Buffer): string {
  if (!isText(body)) return 'application/octet-stream';
  return /^\s*<(?:!doctype html|html)/iu.test(body.toString('utf8', 0, 500)) ? 'text/html' : 'text/plain';
}

function decode(body: Buffer, contentType: string, isPage: boolean): string {
  const said = /charset\s*=\s*"?([\w:.-]{1,40})/iu.exec(contentType)?.[1];
  const own = isPage
    ? /<meta[^>]{0,200}?charset\s*=\s*["']?([\w:.-]{1,40})/iu.exec(body.toString('latin1', 0, HEAD_BYTES))?.[1]
    : undefined;
  return decodeAs(said ?? own ?? 'utf-8', body);
}

function decodeAs(label: string, body: Buffer): string {
  try {
    return new TextDecoder(label).decode(body);
  } catch {
    return body.toString('utf8'); // Nobody knows a character set of that name.
  }
}
