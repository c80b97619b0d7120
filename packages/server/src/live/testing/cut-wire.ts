/** A wire to a server that can be cut, or go dead without a word. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface CutWire extends AsyncDisposable {
  readonly url: string;
  /** Ends every connection. */
  cut(): void;
  /** The connections of this moment stay open, but nothing comes through any more. */
  freeze(): void;
  readonly connections: number;
}

export async function openCutWire(target: string): Promise<CutWire> {
  const open = new Set<Socket>();
  const { hostname, port } = new URL(target);
  let connections = 0;
  const server = createServer((near) => {
    connections++;
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    freeze() {
      for (const socket of open) socket.unpipe().pause();
    },
    get connections() {
      return connections;
    },
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
