/** What a client knows of its server, and what it needs from the world. */
import { startTimer } from './timer.ts';

/** As much of a WebSocket as is used. */
export interface Socket {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number }) => void): void;
}

export type Headers = Readonly<Record<string, string>>;
/** Headers are only for outside of browsers: there the cookie says who somebody is. */
export type SocketClass = new (url: string, options?: { headers: Headers }) => Socket;
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface ClientOptions {
  /** Such as `http://127.0.0.1:8000`. */
  readonly url: string;
  /** An API key or the owner's token. In a browser the cookie takes its place. */
  readonly token?: string;
  readonly fetch?: Fetch;
  readonly WebSocket?: SocketClass;
  /** In a browser: the proof that goes with every change. */
  readonly csrf?: () => string | undefined;
  /** How often something is tried, the first time included. */
  readonly attempts?: number;
  /** How long an answer may take. */
  readonly timeoutMs?: number;
  /** A connection that is silent for two and a half of these is dead. */
  readonly heartbeatMs?: number;
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** At least 0, below 1. */
  readonly random?: () => number;
  readonly newKey?: () => string;
  /** Tells when trying again at once makes sense: the network is back, the page is seen again. Returns how to stop. */
  readonly wake?: (listener: () => void) => () => void;
}

export interface Link extends Required<Omit<ClientOptions, 'token' | 'csrf' | 'WebSocket'>> {
  readonly WebSocket: SocketClass | undefined;
  readonly csrf: () => string | undefined;
  /** Who is calling. */
  readonly credentials: Headers;
}

const DEFAULT_ATTEMPTS = 4;
const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_HEARTBEAT_MS = 30_000;
const KEY_BYTES = 16;

export function createLink(options: ClientOptions): Link {
  const { token, csrf = () => undefined } = options;
  return {
    fetch: (url, init) => globalThis.fetch(url, init),
    attempts: DEFAULT_ATTEMPTS,
    timeoutMs: DEFAULT_TIMEOUT_MS,
    heartbeatMs: DEFAULT_HEARTBEAT_MS,
    sleep,
    random: () => Math.random(),
    newKey: createKey,
    wake: () => () => {},
    ...options,
    url: options.url.replace(/\/+$/, ''),
    WebSocket: options.WebSocket ?? findWebSocket(),
    csrf,
    credentials: token === undefined ? {} : { authorization: `Bearer ${token}` },
  };
}

/** Browsers and Node give it different types: only Node takes headers. */
function findWebSocket(): SocketClass | undefined {
  return Reflect.get(globalThis, 'WebSocket') as SocketClass | undefined;
}

function createKey(): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const giveUp = () => {
      stop();
      reject(signal?.reason as Error);
    };
    const stop = startTimer(ms, () => {
      signal?.removeEventListener('abort', giveUp);
      resolve();
    });
    signal?.addEventListener('abort', giveUp, { once: true });
  });
}
