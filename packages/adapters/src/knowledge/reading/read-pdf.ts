/** The text of a PDF, page by page. */
import { DOCUMENT_LIMITS } from '@tutti/protocol';
import { isLocked, openPdf, type Pdf, readPdfPage } from '../../pdf/pdf-pages.ts';
import { listParagraphs } from './list-blocks.ts';
import type { Block, ReadDocument } from './read-document.ts';
import { ReadingError } from './reading-error.ts';

export async function readPdf(
  bytes: Uint8Array,
  onProgress: (progress: number) => void,
): Promise<Omit<ReadDocument, 'kind'>> {
  const pdf = await open(bytes);
  if (pdf.numPages > DOCUMENT_LIMITS.pages)
    throw new ReadingError('document_too_large', `it has ${pdf.numPages} pages, and ${DOCUMENT_LIMITS.pages} are read`);
  const [pages, blocks]: [number[], Block[]] = [[], []];
  let text = '';
  for (let page = 1; page <= pdf.numPages; page++) {
    const own = await readPage(pdf, page);
    pages.push(text.length);
    blocks.push(...listParagraphs(own, { from: text.length, page }));
    text += `${own}\n\n`;
    if (text.length > DOCUMENT_LIMITS.characters)
      throw new ReadingError('document_too_large', `its first ${page} pages have more text than is read`);
    onProgress(Math.round((page / pdf.numPages) * 100));
  }
  await pdf.loadingTask.destroy();
  return { text, pages, blocks };
}

async function open(bytes: Uint8Array): Promise<Pdf> {
  try {
    return await openPdf(bytes);
  } catch (error) {
    const why = isLocked(error) ? 'it is locked with a password' : `the PDF is damaged (${toReason(error)})`;
    throw new ReadingError('document_unreadable', why);
  }
}

async function readPage(pdf: Pdf, number: number): Promise<string> {
  try {
    return await readPdfPage(pdf, number);
  } catch (error) {
    throw new ReadingError('document_unreadable', `page ${number} of the PDF is damaged (${toReason(error)})`);
  }
}

function toReason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200);
}
