import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { type ThreadReply, type ThreadRequest, toThreadFailure } from './thread-messages.ts';

/** What a thread does for a ThreadClient. */
export interface ThreadServer<Op> {
  /** Posts one answer for each operation, in their order, in as many replies as it likes. */
  answer(ops: readonly Op[], now: number): void;
  close(): void;
}

export type Post = (reply: ThreadReply) => void;

/** The other end of a ThreadClient, for the main file of a thread. It waits to be told to begin, so that threads can start side by side. */
export function serveThread<Op, Data>(begin: (data: Data, post: Post) => ThreadServer<Op>): void {
  const post: Post = (reply) => parentPort?.postMessage(reply);
  parentPort?.once('message', (data: Data) => {
    try {
      const server = begin(data, post);
      parentPort?.on('message', (request: ThreadRequest<Op>) => serve(server, [request, ...drain<Op>()]));
      post({ opened: true });
    } catch (error) {
      post({ failure: toThreadFailure(error) });
      parentPort?.close();
    }
  });
}

function serve<Op>(server: ThreadServer<Op>, requests: readonly ThreadRequest<Op>[]): void {
  const ops = requests.flatMap((request) => request.ops);
  if (ops.length > 0) server.answer(ops, requests.at(-1)?.now ?? 0);
  if (!requests.some(({ close }) => close)) return;
  // What comes too late is answered by the end of the thread, not by a store that is closed.
  parentPort?.removeAllListeners('message');
  server.close();
  parentPort?.close();
}

/** Whatever else has arrived by now. */
function drain<Op>(): ThreadRequest<Op>[] {
  const requests: ThreadRequest<Op>[] = [];
  if (!parentPort) return requests;
  for (let next = receiveMessageOnPort(parentPort); next; next = receiveMessageOnPort(parentPort)) {
    requests.push(next.message);
  }
  return requests;
}
