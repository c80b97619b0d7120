import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

const LEAST_BYTES = 1_024;
const COMPRESSIBLE = /^(text\/(?!event-stream)|application\/([\w.+-]+\+)?json)/;
/** Nearly as small as with the default, in a tenth of the time. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

const toGzip = promisify(gzip);
const toBrotli = promisify(brotliCompress);

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly compress?: boolean;
  }
}

/** A hook `onSend`. */
export async function compressReply(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  if (typeof payload !== 'string' && !(payload instanceof Uint8Array)) return payload;
  const type = String(reply.getHeader('content-type') ?? '');
  if (!COMPRESSIBLE.test(type) || request.routeOptions.config.compress === false) return payload;
  if (reply.hasHeader('content-encoding')) return payload;
  const vary = String(reply.getHeader('vary') ?? '');
  if (!vary.includes('accept-encoding'))
    reply.header('vary', [vary, 'accept-encoding'].filter((name) => name !== '').join(', '));
  const encoding = chooseEncoding(request.headers['accept-encoding']);
  if (encoding === undefined || Buffer.byteLength(payload) < LEAST_BYTES || request.method === 'HEAD') return payload;
  reply.header('content-encoding', encoding).removeHeader('content-length');
  return encoding === 'br' ? toBrotli(payload, BROTLI) : toGzip(payload);
}

/** Undefined where the client takes neither. */
export function chooseEncoding(header: string | string[] | undefined): 'br' | 'gzip' | undefined {
  const accepted = new Map(
    String(header ?? '')
      .toLowerCase()
      .split(',')
      .map((part) => {
        const [name = '', ...facts] = part.split(';').map((text) => text.trim());
        const refused = facts.some((fact) => /^q=0(\.0*)?$/.test(fact));
        return [name, !refused] as const;
      }),
  );
  if (accepted.get('br')) return 'br';
  return accepted.get('gzip') ? 'gzip' : undefined;
}
