/** Reads one PDF and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { isLocked, openPdf, readPdfPage } from '../pdf/pdf-pages.ts';

export interface PagesOrder {
  readonly bytes: Uint8Array;
  readonly pages: number;
  readonly characters: number;
}

export type PagesNews =
  | { readonly kind: 'total'; readonly pages: number }
  | { readonly kind: 'page'; readonly text: string }
  | { readonly kind: 'end'; readonly isCut: boolean; readonly problem?: string };

const post = (news: PagesNews) => parentPort?.postMessage(news);

async function read({ bytes, pages, characters }: PagesOrder): Promise<PagesNews> {
  const pdf = await openPdf(bytes);
  post({ kind: 'total', pages: pdf.numPages });
  let left = characters;
  for (let number = 1; number <= Math.min(pdf.numPages, pages) && left > 0; number++) {
    const text = await readPdfPage(pdf, number);
    post({ kind: 'page', text: text.slice(0, left) });
    left -= text.length;
  }
  return { kind: 'end', isCut: pdf.numPages > pages || left < 0 };
}

function toProblem(error: unknown): string {
  if (!(error instanceof Error)) return 'It cannot be read.';
  if (isLocked(error)) return 'It is locked with a password.';
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
