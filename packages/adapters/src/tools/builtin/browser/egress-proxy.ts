/**
 * The only way out of a browser: a proxy of our own, which looks up each name itself and connects to the address that it has looked at.
 * Neither a redirect nor a name that stands for another address the second time reaches anything private through it.
 */
import { lookup } from 'node:dns/promises';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, connect, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { isForbiddenHost, isPublicAddress } from '../../../net/address.ts';

export interface EgressRules {
  /** `host:port`: not public, and allowed all the same. */
  readonly open: readonly string[];
  readonly ports: readonly number[];
}

export interface EgressProxy extends AsyncDisposable {
  readonly url: string;
}

interface Target {
  readonly host: string;
  readonly port: number;
}

/** Of both directions, until somebody says something. */
const SILENCE_MS = 60_000;
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'proxy-connection',
  'proxy-authorization',
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export async function openEgressProxy(rules: EgressRules): Promise<EgressProxy> {
  const server = createServer((incoming, response) => void forward(incoming, response, rules));
  server.on(
    'connect',
    (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void tunnel({ incoming, socket, head }, rules),
  );
  // A browser goes through a tunnel for these too.
  server.on('upgrade', (_incoming, socket: Duplex) => socket.destroy());
  const sockets = keepSockets(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  // It alone keeps no process alive.
  server.unref();
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function keepSockets(server: Server): ReadonlySet<Duplex> {
  const sockets = new Set<Duplex>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

async function tunnel(
  { incoming, socket, head }: { incoming: IncomingMessage; socket: Duplex; head: Buffer },
  rules: EgressRules,
): Promise<void> {
  socket.on('error', () => {});
  const target = parseTarget(`http://${incoming.url ?? ''}`);
  const address = target && (await findAddress(target, rules));
  if (!target || address === undefined) {
    socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    return;
  }
  const out = connect({ host: address, port: target.port });
  out.setTimeout(SILENCE_MS, () => out.destroy());
  out.on('error', () => socket.destroy());
  socket.once('close', () => out.destroy());
  out.once('close', () => socket.destroy());
  out.once('connect', () => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) out.write(head);
    out.pipe(socket);
    socket.pipe(out);
  });
}

async function forward(incoming: IncomingMessage, response: ServerResponse, rules: EgressRules): Promise<void> {
  const url = URL.parse(incoming.url ?? '');
  const target = url?.protocol === 'http:' ? parseTarget(url.href) : undefined;
  const address = target && (await findAddress(target, rules));
  if (!url || !target || address === undefined) {
    response
      .writeHead(403, { 'content-type': 'text/plain' })
      .end('This address is not open to the browser of an agent.');
    return;
  }
  const out = request(
    {
      host: address,
      port: target.port,
      method: incoming.method ?? 'GET',
      path: `${url.pathname}${url.search}`,
      headers: {
        ...toEndToEnd(incoming.headers),
        // Without it the body of an unusual request would be read as the next one.
        ...(incoming.headers['transfer-encoding'] !== undefined && { 'transfer-encoding': 'chunked' }),
      },
    },
    (answer) => pass(answer, response),
  );
  // Nobody asked for another protocol, so what comes in it belongs to nobody.
  out.once('upgrade', (_answer, socket) => {
    socket.destroy();
    response.destroy();
  });
  out.setTimeout(SILENCE_MS, () => out.destroy());
  out.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
  response.once('close', () => out.destroy());
  incoming.pipe(out);
}

/** What a server may say and Node may not: it ends this answer, not the process. */
function pass(answer: IncomingMessage, response: ServerResponse): void {
  const stop = () => {
    answer.destroy();
    response.destroy();
  };
  answer.once('error', stop);
  if (answer.statusCode === 101) return stop();
  try {
    response.writeHead(answer.statusCode ?? 502, toEndToEnd(answer.headers));
    answer.pipe(response);
  } catch {
    stop();
  }
}

function toEndToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = new Set((headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
  const isOwn = (name: string) => HOP_BY_HOP.has(name) || named.has(name);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isOwn(name)));
}

function parseTarget(text: string): Target | undefined {
  const url = URL.parse(text);
  if (!url || url.hostname === '') return undefined;
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port || 80) };
}

/** The address that may be connected to. Every one that the name stands for has to be public. */
async function findAddress({ host, port }: Target, { open, ports }: EgressRules): Promise<string | undefined> {
  if (isForbiddenHost(host)) return undefined;
  const isOpen = open.includes(`${isIP(host) === 6 ? `[${host}]` : host}:${port}`);
  if (!isOpen && !ports.includes(port)) return undefined;
  const found = isIP(host) === 0 ? await lookup(host, { all: true }).catch(() => []) : [{ address: host }];
  const isAllowed = ({ address }: { address: string }) =>
    isPublicAddress(address) || (isOpen && !isForbiddenHost(address));
  return found.length > 0 && found.every(isAllowed) ? found[0]?.address : undefined;
}
