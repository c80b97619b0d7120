/** The text of the first pages of a PDF, read in a thread of its own: whatever a hostile one does there, this process goes on. */
import { runThread, type ThreadFailure } from '../thread/run-thread.ts';
import type { PagesNews, PagesOrder } from './pages-thread.ts';

export interface PageLimits {
  readonly bytes: number;
  readonly pages: number;
  /** Of all pages together. */
  readonly characters: number;
  readonly timeoutMs: number;
  /** How much more memory this process may take meanwhile. */
  readonly memoryMib: number;
}

export const PAGE_LIMITS: PageLimits = {
  bytes: 32 * 1024 * 1024,
  pages: 50,
  characters: 256 * 1024,
  timeoutMs: 20_000,
  memoryMib: 512,
};

export interface ReadPages {
  readonly pages: readonly string[];
  /** How many there are; absent where not even that could be found out. */
  readonly totalPages?: number;
  /** Not all of it is there. */
  readonly isCut: boolean;
  /** Why there are none, or no more. */
  readonly problem?: string;
}

const MIB = 1024 * 1024;
/** It may begin a little later. */
const BEGINS_WITHIN = 1_024;

/** Never rejects: what cannot be read says why. */
export function readPages(bytes: Uint8Array, limits: PageLimits = PAGE_LIMITS): Promise<ReadPages> {
  const refusal = findRefusal(bytes, limits);
  if (refusal !== undefined) return Promise.resolve({ pages: [], isCut: true, problem: refusal });
  return collect({ bytes, pages: limits.pages, characters: limits.characters }, limits);
}

function findRefusal(bytes: Uint8Array, limits: PageLimits): string | undefined {
  if (bytes.length > limits.bytes) return `It is larger than ${limits.bytes / MIB} MiB.`;
  if (!Buffer.from(bytes.subarray(0, BEGINS_WITHIN)).includes('%PDF-')) return 'It does not begin as a PDF does.';
  return undefined;
}

function collect(order: PagesOrder, { timeoutMs, memoryMib }: PageLimits): Promise<ReadPages> {
  const pages: string[] = [];
  let totalPages: number | undefined;
  const end = (problem?: string, isCut = problem !== undefined): ReadPages => ({
    pages,
    isCut,
    ...(totalPages !== undefined && { totalPages }),
    ...(problem !== undefined && { problem }),
  });
  return runThread<PagesNews, ReadPages>({
    program: new URL('./pages-thread.ts', import.meta.url),
    order,
    limits: { timeoutMs, memoryMib, heapMib: Math.ceil(memoryMib / 2) },
    hear(news) {
      if (news.kind === 'end') return end(news.problem, news.isCut);
      if (news.kind === 'page') pages.push(news.text);
      else totalPages = news.pages;
      return undefined;
    },
    toAnswer: (failure) => end(toProblem(failure, { timeoutMs, memoryMib })),
  });
}

function toProblem(
  failure: ThreadFailure,
  { timeoutMs, memoryMib }: Pick<PageLimits, 'timeoutMs' | 'memoryMib'>,
): string {
  switch (failure.why) {
    case 'time':
      return `Reading it took longer than ${timeoutMs / 1_000} seconds.`;
    case 'memory':
      return `Reading it took more than ${memoryMib} MiB of memory.`;
    case 'exit':
      return 'Reading it ended in the middle.';
    case 'error':
      return `It cannot be read: ${failure.message}`;
    default:
      return failure satisfies never;
  }
}
