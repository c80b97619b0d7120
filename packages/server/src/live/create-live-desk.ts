/** Serves who follows: the upgrades to `/ws` and the event streams of runs. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Api } from '@tutti/protocol/api';
import { WebSocketServer } from 'ws';
import type { Caller } from '../access/caller.ts';
import type { Call } from '../http/call.ts';
import { checkHeaders } from '../http/check-headers.ts';
import { RequestError } from '../http/request-error.ts';
import type { ServerDeps } from '../server-deps.ts';
import { describe } from '../log/log-request.ts';
import { findRun } from './find-topic.ts';
import { FollowerBook } from './follower-book.ts';
import type { Follower } from './follower.ts';
import type { LiveDesk } from './live-desk.ts';
import { LIVE_LIMITS, type LiveLimits } from './live-limits.ts';
import type { LivePorts } from './live-ports.ts';
import { Pulse } from './pulse.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { SocketFollower } from './socket-follower.ts';
import { StreamFollower } from './stream-follower.ts';
import { TopicSources } from './topic-sources.ts';

export interface LiveDeskOptions extends Omit<ServerDeps, 'live'> {
  readonly limits?: Partial<LiveLimits>;
}

const PATH = '/ws';
const DEFAULTS = ['system', 'tasks'];
const CURSOR = /^\d{1,15}$/;
const REQUEST_ID_BYTES = 15;

export function createLiveDesk(options: LiveDeskOptions): LiveDesk {
  return new Desk(options);
}

class Desk implements LiveDesk {
  readonly #options: LiveDeskOptions;
  readonly #ports: LivePorts;
  readonly #book: FollowerBook;
  readonly #sockets: WebSocketServer;
  /** Many changes come together: they are told at once. */
  readonly #changes: Pulse;
  readonly #stopListening: () => void;

  constructor(options: LiveDeskOptions) {
    const { home, clock, log, access, config } = options;
    const limits = { ...LIVE_LIMITS, ...options.limits };
    const onProblem = (error: unknown) => log.error(describe(error), 'a topic cannot be read');
    const sources = new TopicSources({ engine: home.engine, hub: home.hub, clock, limits, onProblem });
    this.#options = options;
    this.#ports = { home, clock, log, limits, sources, heartbeatMs: config.heartbeatSeconds * 1_000 };
    this.#book = new FollowerBook(this.#ports, { isStillGood: (caller) => access.isStillGood(caller) });
    this.#changes = new Pulse(clock, limits.changesMs);
    this.#stopListening = home.models.onChange(() => this.#changes.schedule(this.#sayChanged));
    this.#sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      autoPong: false,
      maxPayload: limits.messageBytes,
      perMessageDeflate: false,
    });
  }

  get followers(): number {
    return this.#book.size;
  }

  attach(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // A client that goes away in the middle of it.
      socket.on('error', () => socket.destroy());
      void this.#upgrade(request, socket, head);
    });
  }

  async streamEvents({ caller, params, query, request, reply }: Call<Api['readEvents']>): Promise<'sent'> {
    this.#assertOpen();
    const since = parseLastEventId(request.headers['last-event-id']) ?? query.after;
    const found = await findRun(this.#ports, caller.principal, { run: params.run, since });
    this.#book.assertRoom(caller);
    reply.hijack();
    const response = reply.raw;
    response.writeHead(200, {
      ...toPlainHeaders(reply.getHeaders()),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-tutti-heartbeat-seconds': String(this.#options.config.heartbeatSeconds),
    });
    if (response.destroyed) return 'sent';
    const follower = new StreamFollower(this.#ports, { response, caller, found });
    this.#keep(follower, (onClose) => response.once('close', onClose));
    return 'sent';
  }

  async close(): Promise<void> {
    this.#stopListening();
    this.#changes.close();
    await this.#book.close();
    this.#ports.sources.close();
    this.#sockets.close();
  }

  readonly #sayChanged = (): void => this.#book.sayChanged('models');

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    try {
      const caller = await this.#letIn(request);
      if (socket.destroyed) return;
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
        const defaults = toQuery(request).get('defaults') === 'off' ? [] : DEFAULTS;
        // A frame that is too large, or none at all: the library closes the connection.
        webSocket.on('error', () => {});
        const follower = new SocketFollower(this.#ports, { socket: webSocket, caller, defaults });
        this.#keep(follower, (onClose) => webSocket.once('close', onClose));
      });
    } catch (error) {
      const { random } = this.#options;
      refuseUpgrade(socket, error, `req_${Buffer.from(random.bytes(REQUEST_ID_BYTES)).toString('base64url')}`);
    }
  }

  async #letIn(request: IncomingMessage): Promise<Caller> {
    const { headers, url = '', socket } = request;
    const { access } = this.#options;
    checkHeaders(request);
    access.checkHost(headers);
    if (url.split('?', 1)[0] !== PATH)
      throw new RequestError('route_not_found', 'there is no WebSocket at this address');
    this.#assertOpen();
    const caller = await access.authenticate({ headers, url, ip: socket.remoteAddress ?? '' });
    if (!caller.principal.rights.includes('view')) throw new RequestError('forbidden', 'this needs the right to view');
    this.#assertOpen();
    this.#book.assertRoom(caller);
    return caller;
  }

  #assertOpen(): void {
    if (!this.#options.life.draining) return;
    throw new RequestError('server_draining', 'the server is shutting down', { headers: { 'retry-after': '1' } });
  }

  #keep(follower: Follower, onceClosed: (onClose: () => void) => void): void {
    this.#book.add(follower);
    onceClosed(() => this.#book.remove(follower));
  }
}

function toQuery({ url = '' }: IncomingMessage): URLSearchParams {
  return new URLSearchParams(url.split('?', 2)[1] ?? '');
}

function parseLastEventId(header: string | string[] | undefined): number | undefined {
  if (header === undefined || header === '') return undefined;
  if (typeof header === 'string' && CURSOR.test(header)) return Number(header);
  throw new RequestError('invalid_input', 'this is no id of an event', { path: 'last-event-id' });
}

function toPlainHeaders(headers: Readonly<Record<string, number | string | string[] | undefined>>) {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
