import { extname } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.md': 'text/markdown',
  '.markdown': 'text/markdown',
  '.csv': 'text/csv',
  '.tsv': 'text/tab-separated-values',
  '.json': 'application/json',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.pdf': 'application/pdf',
};

/** By its name; whatever is text otherwise is told as plain text, so that nothing of it is ever taken for a page or a program. */
export function toMediaType(path: string, bytes: Uint8Array): string {
  const known = TYPES[extname(path).toLowerCase()];
  if (known !== undefined) return known;
  return isText(bytes) ? 'text/plain' : 'application/octet-stream';
}

const LOOKED_AT = 64 * 1024;

function isText(bytes: Uint8Array): boolean {
  const part = bytes.subarray(0, LOOKED_AT);
  if (part.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(part, { stream: bytes.length > LOOKED_AT });
    return true;
  } catch {
    return false;
  }
}
