import type { IncomingMessage } from 'node:http';
import { NetworkError } from '../../net/network-error.ts';
import type { PlainAnswer } from './plain-answer.ts';

/** Nothing is left for the library to read. Made once: an error takes longer to make than most of what is done around a call. */
const READ = new Error('the answer was read on its way');

/** Rejects when the answer was plain and is whole; else the message is the library's, as if nobody had read it. */
export function readPlain(
  message: IncomingMessage,
  answer: PlainAnswer,
): Promise<ReadableStream<Uint8Array> | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<ReadableStream<Uint8Array> | undefined>();
  const read: Buffer[] = [];
  const onData = (chunk: Buffer) => {
    read.push(chunk);
    if (answer.take(chunk)) return;
    stop();
    message.pause();
    message.unshift(Buffer.concat(read));
    resolve(undefined);
  };
  const onEnd = () => {
    stop();
    if (answer.isWhole) reject(READ);
    else resolve(toStream(read, undefined));
  };
  const onError = (cause: Error) => {
    stop();
    const broken = { code: 'ECONNRESET', phase: 'answering', cause } as const;
    resolve(toStream(read, new NetworkError('the answer broke off on its way', broken)));
  };
  const stop = () => message.off('data', onData).off('end', onEnd).off('error', onError);
  message.on('data', onData).once('end', onEnd).once('error', onError);
  return promise;
}

function toStream(read: readonly Buffer[], error: NetworkError | undefined): ReadableStream<Uint8Array> {
  let isTold = false;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (!isTold && read.length > 0) controller.enqueue(Buffer.concat(read));
      else if (error) controller.error(error);
      else controller.close();
      isTold = true;
    },
  });
}
