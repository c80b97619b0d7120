/** What a document is: by how it begins, then by what it is called. What is neither text nor PDF is refused. */
import type { DocumentKind } from '@tutti/protocol';
import { ReadingError } from './reading-error.ts';

const CODE = new Set(
  `ts tsx mts cts js jsx mjs cjs py rb go rs java kt kts scala c h cc cpp hpp cs swift m php pl lua r jl sh bash zsh fish ps1 sql json jsonl
  yaml yml toml ini cfg conf xml css scss less vue svelte tf proto graphql dockerfile makefile gradle cmake diff patch`.split(
    /\s+/,
  ),
);
const BEGINNINGS: readonly (readonly [bytes: readonly number[], name: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'a ZIP archive, as Word and Excel files are'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an older Office file'],
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG picture'],
  [[0xff, 0xd8, 0xff], 'a JPEG picture'],
  [[0x47, 0x49, 0x46, 0x38], 'a GIF picture'],
  [[0x1f, 0x8b], 'gzip data'],
  [[0x7f, 0x45, 0x4c, 0x46], 'a program'],
  [[0x4d, 0x5a, 0x90], 'a program'],
];
/** A PDF may begin a little later. */
const PDF_WITHIN = 1_024;
const LOOKED_AT = 65_536;
/** So many of its first characters may be no text, as in a file with escapes for a terminal. */
const MOST_CONTROLS = 0.02;

export function findKind(name: string, bytes: Uint8Array): DocumentKind {
  if (Buffer.from(bytes.subarray(0, PDF_WITHIN)).includes('%PDF-')) return 'pdf';
  const known = BEGINNINGS.find(([begin]) => begin.every((byte, index) => bytes[index] === byte));
  if (known) throw unreadable(`it is ${known[1]}`);
  assertText(bytes);
  const extension = /([^./\\]+)$/.exec(name.toLowerCase())?.[1] ?? '';
  if (extension === 'pdf') throw unreadable('it is called a PDF, but does not begin as one does');
  if (['html', 'htm', 'xhtml'].includes(extension)) return 'html';
  if (['md', 'markdown', 'mdx'].includes(extension)) return 'markdown';
  if (['csv', 'tsv'].includes(extension)) return 'csv';
  if (CODE.has(extension)) return 'code';
  const beginning = Buffer.from(bytes.subarray(0, PDF_WITHIN)).toString('latin1');
  return /^\s*(?:\u00ef\u00bb\u00bf)?\s*<(?:!doctype html|html)[\s>]/i.test(beginning) ? 'html' : 'text';
}

function assertText(bytes: Uint8Array): void {
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isWide) return;
  const looked = bytes.subarray(0, LOOKED_AT);
  if (looked.includes(0)) throw unreadable('it holds zero bytes, as no text does');
  const controls = looked.reduce((count, byte) => count + (byte < 32 && ![9, 10, 12, 13].includes(byte) ? 1 : 0), 0);
  if (controls > MOST_CONTROLS * looked.length) throw unreadable('most of it is no text');
}

function unreadable(why: string): ReadingError {
  return new ReadingError('document_unreadable', `${why}; text, Markdown, HTML, PDF, CSV and code are read`);
}
