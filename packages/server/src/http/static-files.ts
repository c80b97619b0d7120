/**
 * The pages. Only what a look into the folder found is served, so no address can lead out of it. Files whose names hold
 * their hash never change; everything else is asked for again each time.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { chooseEncoding } from './compress-reply.ts';

export interface StaticFiles {
  /** False where there is no such file. */
  serve(request: FastifyRequest, reply: FastifyReply): Promise<boolean>;
}

const BUILT = join(import.meta.dirname, '..', '..', '..', 'web', 'dist');
const INDEX = '/index.html';
const HASHED = /^\/assets\//;
const FOREVER = 'public, max-age=31536000, immutable';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

const NOT_BUILT = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tutti</title></head>
<body><h1>The pages are not built yet</h1>
<p>The server runs; only its pages are missing. Build them, then load this page again:</p>
<pre>npm run build --workspace @tutti/web</pre>
<p>The API is described at <a href="/api/docs">/api/docs</a>.</p></body></html>
`;

export function createStaticFiles(directory: string = BUILT): StaticFiles {
  const folder = new Folder(directory);
  return {
    async serve(request, reply) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return false;
      const path = request.url.split('?', 1)[0] ?? '';
      const isPage = isPageRequest(path, request.headers.accept);
      if (isPage && !(await folder.refresh())) {
        await reply.code(503).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(NOT_BUILT);
        return true;
      }
      const found = await folder.find(
        isPage ? INDEX : path.replace(/^\/ui\//, '/'),
        chooseEncoding(request.headers['accept-encoding']),
      );
      if (found) await send(found, request, reply);
      return found !== undefined;
    },
  };
}

/** The client's own routes lie under /ui, beside its files: every one of them is the same page, and none has a dot. */
function isPageRequest(path: string, accept = '*/*'): boolean {
  if (path === '/') return true;
  if (extname(path) !== '') return false;
  return (path === '/ui' || path.startsWith('/ui/')) && /text\/html|\*\/\*/.test(accept);
}

interface Found {
  readonly path: string;
  readonly file: string;
  readonly encoding: 'br' | 'gzip' | undefined;
  readonly etag: string;
}

class Folder {
  readonly #directory: string;
  #files: ReadonlyMap<string, string> | undefined;
  #seenMs = -1;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Looks again where the pages were built anew. False where there are none. */
  async refresh(): Promise<boolean> {
    const index = await stat(join(this.#directory, INDEX)).catch(() => undefined);
    if (!index?.isFile()) return false;
    if (index.mtimeMs !== this.#seenMs) this.#files = await this.#list();
    this.#seenMs = index.mtimeMs;
    return true;
  }

  async find(path: string, encoding: 'br' | 'gzip' | undefined): Promise<Found | undefined> {
    if (!this.#files && !(await this.refresh())) return undefined;
    const packed = encoding && this.#files?.get(`${path}${encoding === 'br' ? '.br' : '.gz'}`);
    const file = packed ?? this.#files?.get(path);
    if (file === undefined) return undefined;
    const facts = await stat(file).catch(() => undefined);
    if (!facts) return undefined;
    // Weak: the same file may go out in several encodings.
    const etag = `W/"${facts.mtimeMs.toString(36)}-${facts.size.toString(36)}"`;
    return { path, file, encoding: packed === undefined ? undefined : encoding, etag };
  }

  /** Links are left out: they could lead anywhere. */
  async #list(): Promise<ReadonlyMap<string, string>> {
    const entries = await readdir(this.#directory, { withFileTypes: true, recursive: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    return new Map(files.map((file) => [`/${relative(this.#directory, file).split(sep).join('/')}`, file]));
  }
}

async function send(
  { path, file, encoding, etag }: Found,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  reply.headers({ etag, vary: 'accept-encoding', 'cache-control': HASHED.test(path) ? FOREVER : 'no-cache' });
  if (request.headers['if-none-match'] === etag) {
    await reply.code(304).send();
    return;
  }
  if (encoding) reply.header('content-encoding', encoding);
  reply.type(TYPES[extname(path)] ?? 'application/octet-stream');
  await reply.code(200).send(await readFile(file));
}
