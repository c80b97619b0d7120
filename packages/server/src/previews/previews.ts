/** What is shown of a document: text as it stands, and of a PDF the text of its pages. Whoever reads it gets text, never markup to be trusted. */
import type { ReadPages } from '@tutti/adapters/preview';
import { toPreview } from '../routes/to-preview.ts';

export interface PreviewContent {
  readonly text: string;
  readonly truncated: boolean;
  readonly pages?: string[];
  readonly totalPages?: number;
  readonly problem?: string;
}

/** Each takes a thread with memory of its own. */
const MOST_AT_ONCE = 2;
/** Whoever comes later is told so, instead of everybody waiting longer and longer. */
const MOST_WAITING = 20;

export class Previews {
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  async read(mediaType: string, bytes: Uint8Array): Promise<PreviewContent> {
    if (!/^application\/pdf\b/iu.test(mediaType)) return toPreview(mediaType, bytes);
    if (this.#waiting.length >= MOST_WAITING)
      return { text: '', truncated: true, problem: 'Too many are read just now.' };
    const { pages, totalPages, isCut, problem } = await this.#inTurn(async () => {
      // Whoever never looks at one does not hold what reads them in memory.
      const { readPages } = await import('@tutti/adapters/preview');
      return readPages(bytes);
    });
    return {
      text: '',
      truncated: isCut,
      pages: [...pages],
      ...(totalPages !== undefined && { totalPages }),
      ...(problem !== undefined && { problem }),
    };
  }

  async #inTurn(read: () => Promise<ReadPages>): Promise<ReadPages> {
    if (this.#running >= MOST_AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
    try {
      return await read();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
