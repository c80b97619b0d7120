/** A provider on a real socket that answers what a test tells it to, and remembers what it was sent. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Reply = (response: ServerResponse, sent: Sent) => void | Promise<void>;

export interface ProviderServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly sent: Sent[];
  /** How many requests lost their connection before they were answered to the end. */
  readonly abandoned: () => number;
  /** How many connections were made. */
  readonly connections: () => number;
  reply: Reply;
}

export async function startProviderServer(reply: Reply, port = 0): Promise<ProviderServer> {
  const sent: Sent[] = [];
  let abandoned = 0;
  let connections = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    response.once('close', () => {
      if (!response.writableFinished) abandoned++;
    });
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const { method = '', url = '', headers } = request;
      const seen = { method, path: url, headers, body: Buffer.concat(chunks).toString() };
      sent.push(seen);
      void controls.reply(response, seen);
    });
  });
  server.on('connection', () => {
    connections++;
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  const controls: ProviderServer = {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    sent,
    abandoned: () => abandoned,
    connections: () => connections,
    reply,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return controls;
}

/** All of it, in pieces. */
export function replyStream(contentType: string, chunks: readonly string[]): Reply {
  return (response) => {
    response.writeHead(200, { 'content-type': contentType });
    for (const chunk of chunks) response.write(chunk);
    response.end();
  };
}

export function replyError(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

export function replyJson(body: unknown): Reply {
  return replyError(200, body);
}

/** The connection is torn away after these chunks. */
export function replyCut(contentType: string, chunks: readonly string[]): Reply {
  return async (response) => {
    response.writeHead(200, { 'content-type': contentType });
    response.flushHeaders();
    for (const chunk of chunks) await new Promise<void>((resolve) => response.write(chunk, () => resolve()));
    response.destroy();
  };
}

/** After these chunks, nothing more, and no end. */
export function replyHang(contentType: string, chunks: readonly string[]): Reply {
  return (response) => {
    response.writeHead(200, { 'content-type': contentType });
    response.flushHeaders();
    for (const chunk of chunks) response.write(chunk);
  };
}
