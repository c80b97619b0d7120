import type { IncomingMessage } from 'node:http';
import { NetworkError } from '../../net/network-error.ts';

/** Far above any answer; an endless one must not fill the memory. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The answer's bytes as they come, no faster than they are read. An answer that breaks off is an error, never an end. */
export function toBodyStream(message: IncomingMessage): ReadableStream<Uint8Array> {
  let bytes = 0;
  // Whoever stops reading is not told what comes afterwards, and the stream must not be ended twice.
  let open = true;
  const close = (say: () => void) => {
    if (open) say();
    open = false;
  };
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const fail = (error: NetworkError) => {
        close(() => controller.error(error));
        message.destroy();
      };
      message.on('data', (chunk: Buffer) => {
        if (!open) return;
        bytes += chunk.length;
        if (bytes > MOST_BYTES)
          fail(new NetworkError('the answer is longer than any answer is', { code: 'TOO_LONG', phase: 'answering' }));
        else {
          controller.enqueue(chunk);
          if ((controller.desiredSize ?? 0) <= 0) message.pause();
        }
      });
      message.once('end', () => close(() => controller.close()));
      message.on('error', (cause) =>
        fail(new NetworkError('the answer broke off on its way', { code: 'ECONNRESET', phase: 'answering', cause })),
      );
    },
    pull: () => {
      message.resume();
    },
    cancel: () => {
      open = false;
      message.destroy();
    },
  });
}
