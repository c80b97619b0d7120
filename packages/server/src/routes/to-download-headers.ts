import type { Artefact } from '@tutti/protocol';

/** No browser runs anything in these. Whatever else a document says of itself, it is sent as bytes. */
const INERT: ReadonlySet<string> = new Set([
  'text/plain',
  'text/markdown',
  'text/csv',
  'application/json',
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
]);

export function toDownloadHeaders({ name, mediaType }: Pick<Artefact, 'name' | 'mediaType'>): Record<string, string> {
  const [type = ''] = mediaType.toLowerCase().split(';');
  const inert = INERT.has(type.trim()) ? type.trim() : 'application/octet-stream';
  return {
    'content-type': inert.startsWith('text/') ? `${inert}; charset=utf-8` : inert,
    'content-disposition': toDisposition(name),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
  };
}

/** RFC 6266: a plain name for old clients, and the whole one, escaped. */
function toDisposition(name: string): string {
  const [base] = name.split(/[\\/]/).slice(-1);
  const safe = (base ?? '').replaceAll(/[^A-Za-z0-9._-]+/g, '_').replace(/^\.+/, '') || 'document';
  const whole = encodeURIComponent((base ?? '').toWellFormed()).replaceAll(/['()*!]/g, escapeCharacter);
  return `attachment; filename="${safe}"; filename*=UTF-8''${whole || safe}`;
}

function escapeCharacter(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
