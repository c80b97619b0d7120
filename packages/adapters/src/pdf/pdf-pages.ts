/** The words of a PDF. Nothing of it is drawn, no script of it is run, and nothing that it names is fetched or opened. */
import { getDocumentProxy } from 'unpdf';
import { toPlainText } from '../tools/builtin/web-fetch/to-plain-text.ts';

export type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;

const OPTIONS = {
  isEvalSupported: false,
  enableXfa: false,
  disableFontFace: true,
  useSystemFonts: false,
  useWorkerFetch: false,
  stopAtErrors: false,
  verbosity: 0,
};

export function openPdf(bytes: Uint8Array): Promise<Pdf> {
  // The parser takes the bytes for its own.
  return getDocumentProxy(new Uint8Array(bytes), OPTIONS);
}

export async function readPdfPage(pdf: Pdf, number: number): Promise<string> {
  const page = await pdf.getPage(number);
  const { items } = await page.getTextContent();
  page.cleanup();
  const parts = items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : ''));
  return toPlainText(parts.join('')).toWellFormed().trimEnd();
}

/** As `openPdf` rejects where one must know the password. */
export function isLocked(error: unknown): boolean {
  return error instanceof Error && error.name === 'PasswordException';
}
