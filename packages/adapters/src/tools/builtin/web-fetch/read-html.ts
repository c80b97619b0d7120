/** A page as a reader sees it: its text in lines, its title, its links. Read once from the beginning to the end; nothing is run. */
import { decodeEntities } from './decode-entities.ts';
import { readTag, type Tag } from './read-tag.ts';
import { toPlainText } from './to-plain-text.ts';

export interface Page {
  readonly title?: string;
  readonly text: string;
  readonly links: readonly { readonly text: string; readonly url: string }[];
}

/** What stands in these is no text for a reader. */
const DROPPED = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'svg',
  'iframe',
  'object',
  'canvas',
  'select',
  'textarea',
  'math',
]);
/** In these a `<` is just that. */
const RAW = new Set(['script', 'style', 'textarea', 'title', 'iframe', 'noscript', 'xmp']);
const VOID = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
  'track',
  'wbr',
]);
const BLOCKS = new Set(
  'address article aside blockquote body dd details dialog div dl dt fieldset figcaption figure footer form header hr html li main nav ol p pre section summary table tr ul br h1 h2 h3 h4 h5 h6'.split(
    ' ',
  ),
);
const HEADINGS = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6']);
const MOST_LINKS = 100;
const LONGEST_LINK_TEXT = 200;

export function readHtml(html: string, base: URL): Page {
  const reader = new PageReader(base);
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    const end = open === -1 ? html.length : open;
    if (end > at) reader.takeText(html.slice(at, end));
    if (open === -1) break;
    const tag = readTag(html, open);
    if (!tag) {
      reader.takeText('<');
      at = open + 1;
      continue;
    }
    at = tag.end;
    if (tag.kind === 'open' && RAW.has(tag.name)) at = takeRaw(reader, html, tag);
    else reader.takeTag(tag);
  }
  return reader.page();
}

function takeRaw(reader: PageReader, html: string, tag: Tag): number {
  const close = findClose(html, tag.name, tag.end);
  if (tag.name === 'title') reader.takeTitle(html.slice(tag.end, close));
  else if (!DROPPED.has(tag.name)) reader.takeText(html.slice(tag.end, close));
  const after = html.indexOf('>', close);
  return after === -1 ? html.length : after + 1;
}

function findClose(html: string, name: string, from: number): number {
  for (let at = html.indexOf('</', from); at !== -1; at = html.indexOf('</', at + 2))
    if (html.slice(at + 2, at + 2 + name.length).toLowerCase() === name) return at;
  return html.length;
}

class PageReader {
  readonly #base: URL;
  readonly #parts: string[] = [];
  readonly #links: { text: string; url: string }[] = [];
  #title: string | undefined;
  /** The element that is not shown, and how many of its name are open in it. */
  #hidden: { name: string; depth: number } | undefined;
  #pre = 0;
  #link: { url: string; from: number } | undefined;

  constructor(base: URL) {
    this.#base = base;
  }

  takeTitle(text: string): void {
    this.#title ??= squeeze(decodeEntities(text)).slice(0, 500);
  }

  takeText(text: string): void {
    if (this.#hidden) return;
    const decoded = decodeEntities(text);
    this.#parts.push(this.#pre > 0 ? decoded : decoded.replaceAll(/[ \t\n\r\f]+/gu, ' '));
  }

  takeTag(tag: Tag): void {
    if (this.#hidden) return this.#takeHidden(tag, this.#hidden);
    if (tag.kind === 'other') return;
    const isOpen = tag.kind === 'open';
    if (isOpen && !VOID.has(tag.name) && isUnseen(tag)) {
      if (!tag.isClosed) this.#hidden = { name: tag.name, depth: 1 };
      return;
    }
    if (BLOCKS.has(tag.name)) this.#parts.push('\n');
    if (tag.name === 'pre') this.#pre = Math.max(0, this.#pre + (isOpen ? 1 : -1));
    if (isOpen && HEADINGS.has(tag.name)) this.#parts.push(`\n${'#'.repeat(Number(tag.name.charAt(1)))} `);
    if (isOpen && tag.name === 'li') this.#parts.push('- ');
    if (!isOpen && (tag.name === 'td' || tag.name === 'th')) this.#parts.push(' | ');
    if (isOpen && tag.name === 'img') this.#parts.push(toImageText(tag));
    if (tag.name === 'a') this.#takeLink(tag);
  }

  #takeHidden({ kind, name, isClosed }: Tag, hidden: { name: string; depth: number }): void {
    // A paragraph ends by itself where a block begins.
    if (hidden.name === 'p' && kind === 'open' && BLOCKS.has(name) && name !== 'br') this.#hidden = undefined;
    if (name !== hidden.name || isClosed) return;
    hidden.depth += kind === 'open' ? 1 : -1;
    if (hidden.depth === 0) this.#hidden = undefined;
  }

  #takeLink({ kind, attributes }: Tag): void {
    if (this.#link && this.#links.length < MOST_LINKS) {
      const text = squeeze(this.#parts.slice(this.#link.from).join('')).slice(0, LONGEST_LINK_TEXT);
      this.#links.push({ text, url: this.#link.url });
    }
    this.#link = undefined;
    if (kind !== 'open') return;
    const url = URL.parse(decodeEntities(attributes.get('href') ?? '').trim(), this.#base.href);
    if (attributes.has('href') && (url?.protocol === 'http:' || url?.protocol === 'https:'))
      this.#link = { url: url.href, from: this.#parts.length };
  }

  page(): Page {
    const lines = toPlainText(this.#parts.join(''))
      .split('\n')
      .map((line) => line.trimEnd().replace(/^ +(?=\S)/u, (spaces) => (spaces.length > 1 ? spaces : '')));
    const text = lines
      .join('\n')
      .replaceAll(/\n{3,}/gu, '\n\n')
      .trim();
    const title = this.#title === undefined || this.#title === '' ? {} : { title: toPlainText(this.#title) };
    return { ...title, text, links: this.#links };
  }
}

function isUnseen({ name, attributes }: Tag): boolean {
  if (DROPPED.has(name) || attributes.has('hidden') || attributes.get('aria-hidden') === 'true') return true;
  const style = (attributes.get('style') ?? '').replaceAll(/\s+/gu, '').toLowerCase();
  return /display:none|visibility:hidden|(?:^|;)(?:opacity|font-size):0(?:[;a-z%!]|$)/u.test(style);
}

function toImageText({ attributes }: Tag): string {
  const text = squeeze(decodeEntities(attributes.get('alt') ?? ''));
  return text === '' ? '' : `[image: ${text}] `;
}

function squeeze(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}
