/** Under which names this server is reached. A page that found another name for this machine is not one of ours. */
import type { IncomingHttpHeaders } from 'node:http';
import type { ServerConfig } from '../config/server-config.ts';
import { RequestError } from '../http/request-error.ts';

const EVERYWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '::']);
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

export class OwnAddresses {
  readonly #config: Pick<ServerConfig, 'host' | 'publicUrl'>;
  #hosts: ReadonlySet<string> = new Set();
  #origins: ReadonlySet<string> = new Set();
  #port = 0;

  constructor(config: Pick<ServerConfig, 'host' | 'port' | 'publicUrl'>) {
    this.#config = config;
    this.listensOn(config.port);
  }

  listensOn(port: number): void {
    const { host, publicUrl } = this.#config;
    const names = EVERYWHERE.has(host) ? LOOPBACK : [...LOOPBACK, toName(host)];
    const local = names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
    const outside = publicUrl === undefined ? [] : [new URL(publicUrl)];
    this.#port = port;
    this.#hosts = new Set([...local, ...outside.map((url) => url.host)]);
    this.#origins = new Set([...local.map((name) => `http://${name}`), ...outside.map(({ origin }) => origin)]);
  }

  /** As browsers see it: all servers behind one public address have one cookie. */
  get port(): number {
    const { publicUrl } = this.#config;
    if (publicUrl === undefined) return this.#port;
    const { port, protocol } = new URL(publicUrl);
    return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  }

  /** Where a browser of this machine, or through the public address, finds the pages. */
  get base(): string {
    const { host, publicUrl } = this.#config;
    return publicUrl ?? `http://${EVERYWHERE.has(host) ? '127.0.0.1' : toName(host)}:${this.#port}`;
  }

  get isSecure(): boolean {
    return this.base.startsWith('https:');
  }

  assertOwn({ host, origin }: IncomingHttpHeaders): void {
    if (host === undefined || !this.#hosts.has(host.toLowerCase()))
      throw new RequestError('host_refused', `the host of the request is not served here; ${this.base} is`);
    if (origin !== undefined && !this.isOwnOrigin(origin))
      throw new RequestError('host_refused', 'the request comes from a page of another site');
  }

  isOwnOrigin(origin: string | undefined): boolean {
    return origin !== undefined && this.#origins.has(origin);
  }
}

function toName(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
