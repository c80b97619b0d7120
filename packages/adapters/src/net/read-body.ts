import type { IncomingMessage } from 'node:http';
import { type Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { NetworkError } from './network-error.ts';

/** An answer's body, unpacked. What is longer than allowed is an error before it fills the memory, packed or unpacked. */
export async function readBody(
  message: IncomingMessage,
  { bodyBytes, signal }: { bodyBytes: number; signal: AbortSignal },
): Promise<Buffer> {
  const announced = Number(message.headers['content-length'] ?? 0);
  if (announced > bodyBytes) {
    message.destroy();
    throw tooLong(bodyBytes);
  }
  const chunks: Buffer[] = [];
  let held = 0;
  const keep = new Writable({
    write(chunk: Buffer, _encoding, done) {
      held += chunk.length;
      chunks.push(chunk);
      done(held > bodyBytes ? tooLong(bodyBytes) : null);
    },
  });
  const unpack = toUnpacker(message);
  try {
    await (unpack ? pipeline(message, unpack, keep, { signal }) : pipeline(message, keep, { signal }));
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    if (cause instanceof NetworkError) throw cause;
    throw new NetworkError('the answer broke off or cannot be unpacked', {
      code: 'ECONNRESET',
      phase: 'answering',
      cause,
    });
  }
  return Buffer.concat(chunks);
}

function toUnpacker(message: IncomingMessage): Transform | undefined {
  const encoding = (message.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  switch (encoding) {
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      message.destroy();
      throw new NetworkError('the answer is packed in a way that was not asked for', {
        code: 'UNKNOWN_ENCODING',
        phase: 'answering',
      });
  }
}

function tooLong(bodyBytes: number): NetworkError {
  return new NetworkError(`the answer has more than ${bodyBytes} bytes`, { code: 'TOO_LONG', phase: 'answering' });
}
