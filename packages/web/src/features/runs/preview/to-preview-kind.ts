/** How a document is shown, by what it is said to be. */
export type PreviewKind = 'image' | 'markdown' | 'table' | 'pages' | 'text' | 'none';

const IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const TABLES = new Set(['text/csv', 'text/tab-separated-values']);
const TEXT = /^(?:text\/.*|image\/svg\+xml|application\/(?:json|yaml|xml|toml|[\w.-]+\+(?:json|xml|yaml)))$/u;

/** A drawing or a page that could hold scripts is text here. */
export function toPreviewKind(mediaType: string): PreviewKind {
  const [type = ''] = mediaType.toLowerCase().split(';');
  const plain = type.trim();
  if (IMAGES.has(plain)) return 'image';
  if (plain === 'text/markdown') return 'markdown';
  if (TABLES.has(plain)) return 'table';
  if (plain === 'application/pdf') return 'pages';
  return TEXT.test(plain) ? 'text' : 'none';
}
