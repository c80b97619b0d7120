import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface DeafProxy extends AsyncDisposable {
  readonly port: number;
  /** Once these words have gone to the server, nothing that it says arrives. */
  deafenAt(words: string): void;
  /** The connection over which these words come next says nothing more to the server, until `deliver`: also when it was given up meanwhile. */
  holdAt(words: string): void;
  deliver(): void;
  /** Cuts all connections; new ones work. */
  cut(): void;
}

/** Stands between a store and its server, so that an answer can be lost after its commit. */
export async function openDeafProxy(serverPort: number): Promise<DeafProxy> {
  const sockets = new Set<Socket>();
  let isDeaf = false;
  let trigger: string | undefined;
  let holdTrigger: string | undefined;
  let deliver = () => {};
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  };
  const proxy = createServer((client) => {
    const server = connect(serverPort, '127.0.0.1');
    let held: Buffer[] | undefined;
    for (const socket of [client, server]) keep(socket);
    client.on('data', (piece: Buffer) => {
      if (trigger !== undefined && piece.includes(trigger)) isDeaf = true;
      if (holdTrigger !== undefined && piece.includes(holdTrigger)) {
        holdTrigger = undefined;
        held = [];
        deliver = () => void server.end(Buffer.concat(held ?? []));
      }
      if (held) held.push(piece);
      else server.write(piece);
    });
    server.on('data', (piece: Buffer) => void (isDeaf || client.write(piece)));
    server.once('close', () => client.destroy());
    client.once('close', () => void (held || server.destroy()));
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  const cut = () => {
    isDeaf = false;
    trigger = undefined;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    deafenAt: (words) => void (trigger = words),
    holdAt: (words) => void (holdTrigger = words),
    deliver: () => deliver(),
    cut,
    async [Symbol.asyncDispose]() {
      cut();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
