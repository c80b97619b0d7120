/** Reads one PDF and ends. Nothing of it is drawn, no script of it is run, and nothing that it names is fetched or opened. */
import { parentPort, workerData } from 'node:worker_threads';
import { getDocumentProxy } from 'unpdf';
import { toPlainText } from '../tools/builtin/web-fetch/to-plain-text.ts';

export interface PagesOrder {
  readonly bytes: Uint8Array;
  readonly pages: number;
  readonly characters: number;
}

export type PagesNews =
  | { readonly kind: 'total'; readonly pages: number }
  | { readonly kind: 'page'; readonly text: string }
  | { readonly kind: 'end'; readonly isCut: boolean; readonly problem?: string };

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;
const OPTIONS = {
  isEvalSupported: false,
  enableXfa: false,
  disableFontFace: true,
  useSystemFonts: false,
  useWorkerFetch: false,
  verbosity: 0,
};

const post = (news: PagesNews) => parentPort?.postMessage(news);

async function read({ bytes, pages, characters }: PagesOrder): Promise<PagesNews> {
  // The parser takes the bytes for its own.
  const pdf = await getDocumentProxy(new Uint8Array(bytes), OPTIONS);
  post({ kind: 'total', pages: pdf.numPages });
  let left = characters;
  for (let number = 1; number <= Math.min(pdf.numPages, pages) && left > 0; number++) {
    const text = await readPage(pdf, number);
    post({ kind: 'page', text: text.slice(0, left) });
    left -= text.length;
  }
  return { kind: 'end', isCut: pdf.numPages > pages || left < 0 };
}

async function readPage(pdf: Pdf, number: number): Promise<string> {
  const page = await pdf.getPage(number);
  const { items } = await page.getTextContent();
  page.cleanup();
  const parts = items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : ''));
  return toPlainText(parts.join('')).toWellFormed().trimEnd();
}

function toProblem(error: unknown): string {
  if (!(error instanceof Error)) return 'It cannot be read.';
  if (error.name === 'PasswordException') return 'It is locked with a password.';
  return `It is damaged: ${error.message.slice(0, 200)}`;
}

// Whoever starts it gives it exactly this.
post(
  await read(workerData as PagesOrder).catch((error: unknown) => ({
    kind: 'end',
    isCut: true,
    problem: toProblem(error),
  })),
);
