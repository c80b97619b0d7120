/** A thread that reads one document and ends: whatever a hostile one does to it, the process goes on. */
import { parentPort, workerData } from 'node:worker_threads';
import { cutPassages } from '../cut-passages.ts';
import { readDocument } from './read-document.ts';
import { ReadingError } from './reading-error.ts';
import type { ReadingNews, ReadingOrder } from './thread-messages.ts';

const post = (news: ReadingNews) => parentPort?.postMessage(news);

async function read({ name, bytes }: ReadingOrder): Promise<void> {
  try {
    const { blocks, ...document } = await readDocument({ name, bytes, onProgress: (progress) => post({ progress }) });
    const passages = cutPassages({ text: document.text, blocks });
    post({ read: { ...document, passages } });
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    const code = error instanceof ReadingError ? error.code : 'document_unreadable';
    post({ problem: { code, message: message.slice(0, 1_000) } });
  }
}

// Whoever starts it gives it exactly this.
await read(workerData as ReadingOrder);
