/** JSON from an address or a file, within bounds of time and size. */
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { CatalogueError } from './catalogue-error.ts';

export interface ReadSource {
  readonly data: unknown;
  /** It came over the network. */
  readonly isLive: boolean;
}

const MOST_BYTES = 64 * 1024 * 1024;
const WITHIN_MS = 60_000;

/** Throws `catalogue_unavailable`. */
export async function readSource(from: string, signal?: AbortSignal): Promise<ReadSource> {
  const isLive = /^https?:\/\//i.test(from);
  const text = isLive ? await download(from, signal) : await readWhole(from);
  try {
    return { data: JSON.parse(text), isLive };
  } catch (cause) {
    throw wrongSource(`${from} is no JSON`, cause);
  }
}

async function download(url: string, signal?: AbortSignal): Promise<string> {
  const patience = AbortSignal.timeout(WITHIN_MS);
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json' },
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
    if (!response.ok) throw unavailable(`${url} answers ${response.status} ${response.statusText}`.trim());
    return await readBody(response, url);
  } catch (error) {
    if (error instanceof CatalogueError) throw error;
    throw unavailable(`${url} cannot be reached (${toReason(error)}); nothing was changed`, error);
  }
}

async function readBody(response: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw wrongSource(`${url} is larger than ${MOST_BYTES / 1024 / 1024} MiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function readWhole(from: string): Promise<string> {
  const path = from.startsWith('file:') ? fileURLToPath(from) : from;
  try {
    if ((await stat(path)).size > MOST_BYTES)
      throw wrongSource(`${path} is larger than ${MOST_BYTES / 1024 / 1024} MiB`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof CatalogueError) throw error;
    throw wrongSource(`${path} cannot be read (${toReason(error)})`, error);
  }
}

/** What `fetch` wraps says more than the wrapping. */
function toReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const inner = cause instanceof AggregateError ? cause.errors[0] : cause;
  return inner instanceof Error && inner.message !== '' ? inner.message : error.message;
}

function unavailable(message: string, cause?: unknown): CatalogueError {
  return new CatalogueError('catalogue_unavailable', message, { cause });
}

/** To ask for it again changes nothing. */
export function wrongSource(message: string, cause?: unknown): CatalogueError {
  const remedy = 'See what is there: it takes an address or a file in the shape of https://models.dev/api.json.';
  return new CatalogueError('catalogue_unavailable', message, { isSourceWrong: true, remedy, cause });
}
