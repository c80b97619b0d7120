export interface Tag {
  readonly kind: 'open' | 'close' | 'other';
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** `<br/>`: it has no end of its own. */
  readonly isClosed: boolean;
  /** Where the text goes on. */
  readonly end: number;
}

const NAME = /[a-z][^\s/>]*/iuy;
const ATTRIBUTE = /[\s/]*([^\s=>/][^\s=>/]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?/uy;
const NONE: ReadonlyMap<string, string> = new Map();
const MOST_ATTRIBUTES = 200;

/** What begins with the `<` that stands there; undefined where it is just that character. */
export function readTag(html: string, at: number): Tag | undefined {
  if (html.startsWith('<!--', at)) return toOther(html, html.indexOf('-->', at + 4), 3);
  if (html[at + 1] === '!' || html[at + 1] === '?') return toOther(html, html.indexOf('>', at), 1);
  const isClose = html[at + 1] === '/';
  NAME.lastIndex = at + (isClose ? 2 : 1);
  const name = NAME.exec(html)?.[0].toLowerCase();
  if (name === undefined) return undefined;
  const { attributes, end } = readAttributes(html, at + (isClose ? 2 : 1) + name.length);
  return { kind: isClose ? 'close' : 'open', name, attributes, isClosed: html[end - 2] === '/', end };
}

function readAttributes(html: string, from: number): { attributes: ReadonlyMap<string, string>; end: number } {
  const attributes = new Map<string, string>();
  let at = from;
  while (attributes.size < MOST_ATTRIBUTES) {
    ATTRIBUTE.lastIndex = at;
    const [whole, name, double, single, bare] = ATTRIBUTE.exec(html) ?? [];
    if (whole === undefined || name === undefined) break;
    // The first of a name counts, as in browsers.
    if (!attributes.has(name.toLowerCase())) attributes.set(name.toLowerCase(), double ?? single ?? bare ?? '');
    at += whole.length;
  }
  const close = html.indexOf('>', at);
  return { attributes, end: close === -1 ? html.length : close + 1 };
}

function toOther(html: string, close: number, length: number): Tag {
  return {
    kind: 'other',
    name: '',
    attributes: NONE,
    isClosed: true,
    end: close === -1 ? html.length : close + length,
  };
}
