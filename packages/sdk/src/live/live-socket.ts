/** One WebSocket connection, from its opening to its end. */
import { type ClientMessage, CLOSE, type ServerMessage } from '@tutti/protocol/api';
import type { Link, Socket } from '../link.ts';
import { Silence } from '../silence.ts';
import { startTimer } from '../timer.ts';
import { parseServerMessage } from './parse-server-message.ts';

export interface SocketEvents {
  onOpen(): void;
  onMessage(message: ServerMessage): void;
  /** Once, however it ends. */
  onEnd(end: { readonly wasOpen: boolean; readonly code: number }): void;
}

const OPEN = 1;
const ABNORMAL = 1006;
const NORMAL = 1000;
/** How long an answer to a ping may take when there is reason to doubt. */
const DOUBT_MS = 5_000;

export class LiveSocket {
  readonly #socket: Socket;
  readonly #events: SocketEvents;
  readonly #silence: Silence;
  #wasOpen = false;
  #ended = false;
  #stopDoubt: () => void = () => {};
  #stopPing: () => void = () => {};

  constructor(link: Link, events: SocketEvents) {
    this.#events = events;
    if (!link.WebSocket) throw new TypeError('there is no WebSocket here: give one as an option');
    // Without what a connection gets that asks for nothing: it would come in between.
    const url = `${link.url.replace(/^http/, 'ws')}/ws?defaults=off`;
    const isNamed = Object.keys(link.credentials).length > 0;
    this.#socket = isNamed ? new link.WebSocket(url, { headers: link.credentials }) : new link.WebSocket(url);
    this.#silence = new Silence(link.heartbeatMs, () => this.#end(ABNORMAL));
    this.#listen(link.heartbeatMs);
  }

  send(message: ClientMessage): void {
    if (this.#socket.readyState === OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Finds out soon whether anybody is there. */
  doubt(): void {
    this.#stopDoubt();
    this.#stopDoubt = startTimer(DOUBT_MS, () => this.#end(ABNORMAL));
    this.send({ type: 'ping' });
  }

  close(): void {
    this.#end(NORMAL);
  }

  #listen(heartbeatMs: number): void {
    const socket = this.#socket;
    const pingLater = () => {
      this.#stopPing();
      this.#stopPing = startTimer(heartbeatMs, () => this.send({ type: 'ping' }));
    };
    socket.addEventListener('open', () => {
      if (this.#ended) return;
      this.#wasOpen = true;
      this.#silence.hear();
      this.#events.onOpen();
    });
    socket.addEventListener('message', ({ data }) => {
      if (this.#ended) return;
      this.#stopDoubt();
      this.#silence.hear();
      pingLater();
      const message = parseServerMessage(data);
      if (message) this.#events.onMessage(message);
    });
    socket.addEventListener('close', ({ code }) => this.#end(code));
    // A close follows.
    socket.addEventListener('error', () => {});
  }

  #end(code: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#silence.stop();
    this.#stopDoubt();
    this.#stopPing();
    if (code === ABNORMAL || code === NORMAL) this.#socket.close();
    this.#events.onEnd({ wasOpen: this.#wasOpen, code });
  }
}

export function isRefusal(code: number): boolean {
  return code === CLOSE.notAllowed;
}
