/** From the bytes of a document to its text: nothing in it is run, and nothing that it names is fetched. */
import { DOCUMENT_LIMITS, type DocumentKind } from '@tutti/protocol';
import { toPlainText } from '../../tools/builtin/web-fetch/to-plain-text.ts';
import { findKind } from './find-kind.ts';
import { ReadingError } from './reading-error.ts';

/** A stretch of the text that should stay together. */
export interface Block {
  readonly start: number;
  readonly end: number;
  readonly headings: readonly string[];
  readonly page?: number;
}

export interface ReadDocument {
  readonly kind: DocumentKind;
  readonly text: string;
  /** Where each page begins. */
  readonly pages?: readonly number[];
  /** In order, none across another; what is in none of them is not searched. */
  readonly blocks: readonly Block[];
}

export interface Reading {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** In hundredths. */
  onProgress(progress: number): void;
}

/** Throws a ReadingError that says why it cannot be read. */
export async function readDocument({ name, bytes, onProgress }: Reading): Promise<ReadDocument> {
  const kind = findKind(name, bytes);
  if (kind === 'pdf') {
    const { readPdf } = await import('./read-pdf.ts');
    return assertSound({ kind, ...(await readPdf(bytes, onProgress)) });
  }
  const text = decode(bytes);
  assertSize(text);
  return assertSound({ kind, ...(await readText(kind, text)) });
}

async function readText(kind: Exclude<DocumentKind, 'pdf'>, text: string): Promise<Omit<ReadDocument, 'kind'>> {
  const { listLines, listParagraphs, listSections, listRecords } = await import('./list-blocks.ts');
  switch (kind) {
    case 'html': {
      const { readHtml } = await import('../../tools/builtin/web-fetch/read-html.ts');
      // No address of its own: its links lead nowhere.
      const page = readHtml(text, new URL('about:blank'));
      const shown = page.title === undefined ? page.text : `# ${page.title}\n\n${page.text}`;
      return { text: shown, blocks: listSections(shown) };
    }
    case 'markdown':
      return { text, blocks: listSections(text) };
    case 'csv':
      return { text, blocks: listRecords(text) };
    case 'code':
      return { text, blocks: listLines(text) };
    case 'text':
      return { text, blocks: listParagraphs(text) };
    default:
      return kind satisfies never;
  }
}

/** UTF-8, or UTF-16 where it says so; what is neither is read as Western European, as older files are. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const utf16 =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
  const text = utf16 ? new TextDecoder(utf16).decode(bytes) : decodeBytes(bytes);
  return toPlainText(text.replaceAll(/\r\n?/g, '\n').replaceAll('\u0000', '')).toWellFormed();
}

function decodeBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function assertSize({ length }: string): void {
  if (length <= DOCUMENT_LIMITS.characters) return;
  throw new ReadingError(
    'document_too_large',
    `its text has ${length} characters, and ${DOCUMENT_LIMITS.characters} are read`,
  );
}

function assertSound(read: ReadDocument): ReadDocument {
  assertSize(read.text);
  if (read.blocks.length > 0) return read;
  const why = read.kind === 'pdf' ? 'it has no text: its pages may be pictures' : 'there is no text in it';
  throw new ReadingError('document_unreadable', why);
}
