/** The marks inside a line of Markdown, to plain data. */
export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'strong' | 'emphasis' | 'struck'; readonly parts: readonly Inline[] }
  | { readonly type: 'link'; readonly url: string; readonly host: string; readonly parts: readonly Inline[] }
  /** A passage of a document, as agents cite it. */
  | { readonly type: 'citation'; readonly citation: string }
  /** Never loaded: a remote image tells its server who reads what, and when. */
  | { readonly type: 'image'; readonly alt: string };

// Each alternative reads to a mark of its own and cannot contain itself, so none of them backtracks far.
const marks = [
  '(?<code>`+)(?<codeText>[^`]+)\\k<code>(?!`)',
  '\\[(?<citation>kn:doc_[0-9a-z]{12}\\.\\d{1,6}\\.\\d{1,8}-\\d{1,8})\\](?!\\()',
  '!\\[(?<alt>[^\\]\\n]{0,500})\\]\\([^)\\n]{0,2000}\\)',
  '\\[(?<label>[^\\]\\n]{1,500})\\]\\((?<target>[^)\\s]{1,2000})(?:\\s+"[^"\\n]{0,200}")?\\)',
  '\\*\\*(?<strong>[^\\n]{1,2000}?)\\*\\*(?!\\*)',
  '__(?<strong2>[^\\n_]{1,2000})__',
  '~~(?<struck>[^\\n~]{1,2000})~~',
  '\\*(?<emphasis>[^\\s*][^\\n*]{0,2000})\\*',
  '(?<![\\w])_(?<emphasis2>[^\\s_][^\\n_]{0,2000})_(?!\\w)',
  '\\\\(?<escaped>[\\\\`*_{}[\\]()#+\\-.!|~>])',
  '(?<bare>https?://[^\\s<>()"\'`]{1,2000}[^\\s<>()"\'`.,;:!?])',
].join('|');

const DEEPEST = 6;

export function parseInline(text: string, depth = 0): Inline[] {
  if (depth > DEEPEST) return [{ type: 'text', text }];
  const parts: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(new RegExp(marks, 'g'))) {
    if (match.index > from) parts.push({ type: 'text', text: text.slice(from, match.index) });
    parts.push(toInline(match[0], match.groups ?? {}, depth + 1));
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ type: 'text', text: text.slice(from) });
  return parts;
}

function toInline(whole: string, groups: Readonly<Record<string, string | undefined>>, depth: number): Inline {
  const { codeText, alt, label, target, struck, escaped, bare } = groups;
  const strong = groups['strong'] ?? groups['strong2'];
  const emphasis = groups['emphasis'] ?? groups['emphasis2'];
  if (codeText !== undefined) return { type: 'code', text: codeText.trim() };
  if (groups['citation'] !== undefined) return { type: 'citation', citation: groups['citation'] };
  if (alt !== undefined) return { type: 'image', alt };
  if (label !== undefined && target !== undefined)
    return toLink(target, parseInline(label, depth)) ?? { type: 'text', text: whole };
  if (strong !== undefined) return { type: 'strong', parts: parseInline(strong, depth) };
  if (struck !== undefined) return { type: 'struck', parts: parseInline(struck, depth) };
  if (emphasis !== undefined) return { type: 'emphasis', parts: parseInline(emphasis, depth) };
  if (escaped !== undefined) return { type: 'text', text: escaped };
  if (bare !== undefined) return toLink(bare, [{ type: 'text', text: bare }]) ?? { type: 'text', text: whole };
  return { type: 'text', text: whole };
}

/** Only where a browser goes without executing anything. What names another scheme stays the text that it is. */
function toLink(target: string, parts: readonly Inline[]): Inline | undefined {
  const url = URL.parse(target);
  if (!url) return undefined;
  if (url.protocol === 'mailto:') return { type: 'link', url: url.href, host: url.pathname, parts };
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  // A name in front of the host makes a link look as if it went elsewhere.
  if (url.username !== '' || url.password !== '') return undefined;
  return { type: 'link', url: url.href, host: url.host, parts };
}
