import { RunError } from '@tutti/engine';
import type { FastifyReply } from 'fastify';

/** Aborts when the client has gone before it was answered. */
export function untilGone({ raw }: FastifyReply): Disposable & { readonly signal: AbortSignal; abort(): void } {
  const gone = new AbortController();
  const abort = () => gone.abort(new RunError('run_cancelled', 'whoever asked has gone'));
  const onClose = () => {
    if (!raw.writableFinished) abort();
  };
  raw.once('close', onClose);
  return {
    signal: gone.signal,
    abort,
    [Symbol.dispose]: () => void raw.off('close', onClose),
  };
}
