import { EngineError } from '@tutti/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { toLogText } from './log.ts';
import type { RequestFacts } from '../http/request-book.ts';
import { toTraceId } from '../http/trace.ts';

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** The pattern of the route, never the address as it came: people put secrets into addresses. */
export function logRequest(log: Logger, { request, reply }: Exchange, facts: RequestFacts | undefined): void {
  const { method, id, routeOptions } = request;
  const caller = facts?.caller;
  log.info(
    {
      method,
      route: routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: facts ? Math.round((performance.now() - facts.startedMs) * 10) / 10 : 0,
      requestId: id,
      by: caller?.by,
      trace: facts && toTraceId(facts.trace),
    },
    'request',
  );
}

/** With its cause, which the client is not told. */
export function logFailure(log: Logger, error: unknown, requestId: string): void {
  const problem = error instanceof EngineError ? error.code : 'internal';
  log.error({ problem, requestId, ...describe(error) }, 'request failed');
}

export function describe(error: unknown): { message: string; stack?: string; cause?: string } {
  if (!(error instanceof Error)) return { message: toLogText(String(error)) };
  const { message, stack, cause } = error;
  return {
    message: toLogText(message),
    ...(stack !== undefined && { stack: toLogText(stack) }),
    ...(cause instanceof Error && { cause: toLogText(cause.message) }),
  };
}
