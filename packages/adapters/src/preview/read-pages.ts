/** The text of the first pages of a PDF, read in a thread of its own: whatever a hostile one does there, this process goes on. */
import { Worker } from 'node:worker_threads';
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

const LOOK_EVERY_MS = 100;
const MIB = 1024 * 1024;
/** It may begin a little later. */
const BEGINS_WITHIN = 1_024;

/** Never rejects: what cannot be read says why. */
export function readPages(bytes: Uint8Array, limits: PageLimits = PAGE_LIMITS): Promise<ReadPages> {
  const refusal = findRefusal(bytes, limits);
  if (refusal !== undefined) return Promise.resolve({ pages: [], isCut: true, problem: refusal });
  const order: PagesOrder = { bytes, pages: limits.pages, characters: limits.characters };
  const worker = new Worker(new URL('./pages-thread.ts', import.meta.url), {
    workerData: order,
    // Of the process it sees nothing that it does not need.
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: Math.ceil(limits.memoryMib / 2), maxYoungGenerationSizeMb: 64 },
  });
  return collect(worker, limits);
}

function findRefusal(bytes: Uint8Array, limits: PageLimits): string | undefined {
  if (bytes.length > limits.bytes) return `It is larger than ${limits.bytes / MIB} MiB.`;
  if (!Buffer.from(bytes.subarray(0, BEGINS_WITHIN)).includes('%PDF-')) return 'It does not begin as a PDF does.';
  return undefined;
}

async function collect(worker: Worker, { timeoutMs, memoryMib }: PageLimits): Promise<ReadPages> {
  const { promise, resolve } = Promise.withResolvers<ReadPages>();
  const pages: string[] = [];
  let totalPages: number | undefined;
  const end = (problem?: string, isCut = problem !== undefined) =>
    resolve({
      pages,
      isCut,
      ...(totalPages !== undefined && { totalPages }),
      ...(problem !== undefined && { problem }),
    });
  const timer = setTimeout(() => end(`Reading it took longer than ${timeoutMs / 1_000} seconds.`), timeoutMs);
  // What it holds outside of its heap no limit of a thread counts.
  const most = process.memoryUsage.rss() + memoryMib * MIB;
  const watch = setInterval(() => process.memoryUsage.rss() > most && end(tooMuch(memoryMib)), LOOK_EVERY_MS);
  worker.on('message', (news: PagesNews) => {
    if (news.kind === 'page') pages.push(news.text);
    else if (news.kind === 'total') totalPages = news.pages;
    else end(news.problem, news.isCut);
  });
  worker.on('error', (error) => end(toReason(error, memoryMib)));
  worker.on('exit', () => end('Reading it ended in the middle.'));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    clearInterval(watch);
    await worker.terminate();
  }
}

function tooMuch(memoryMib: number): string {
  return `Reading it took more than ${memoryMib} MiB of memory.`;
}

function toReason(error: Error, memoryMib: number): string {
  const isFull = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isFull ? tooMuch(memoryMib) : `It cannot be read: ${error.message.slice(0, 200)}`;
}
