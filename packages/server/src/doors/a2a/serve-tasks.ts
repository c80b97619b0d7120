/** A2A over JSON-RPC, in protocol 1.0 and 0.3: the library reads and writes, the runs answer. */
import { once } from 'node:events';
import { LegacyJsonRpcTransportHandler } from '@a2a-js/sdk/compat/v0_3/server';
import { JsonRpcTransportHandler, ServerCallContext, validateVersion } from '@a2a-js/sdk/server';
import type { FastifyReply } from 'fastify';
import * as z from 'zod';
import type { Exchange, MountTools } from '../../http/mount.ts';
import { RequestError } from '../../http/request-error.ts';
import { EventStream } from '../../openai/event-stream.ts';
import type { Visits } from '../visits.ts';
import { createRunTasks, type TaskDoor } from './run-tasks.ts';
import { toA2aFailure } from './to-a2a-failure.ts';
import { toDoor } from './to-door.ts';
import { toVersion } from './to-version.ts';

/** These begin or stop work. */
const USING: ReadonlySet<unknown> = new Set([
  'SendMessage',
  'SendStreamingMessage',
  'CancelTask',
  'message/send',
  'message/stream',
  'tasks/cancel',
]);

const Call = z.looseObject({
  id: z.union([z.string(), z.number(), z.null()]).optional().catch(null),
  method: z.string(),
});
type Call = z.infer<typeof Call>;

export interface TaskPlace {
  readonly agent: string | undefined;
  readonly visits: Visits;
}

export async function serveTasks(
  tools: MountTools,
  exchange: Exchange,
  { agent, visits }: TaskPlace,
): Promise<FastifyReply> {
  const { request, reply } = exchange;
  const { caller } = tools.find(request);
  const call = Call.safeParse(request.body).data;
  if (call && USING.has(call.method) && !caller.principal.rights.includes('use'))
    throw new RequestError('forbidden', 'this needs the right to use');
  const { gone, ending } = visits.enter(caller, reply);
  const signal = AbortSignal.any([gone, ending]);
  const door = toDoor(tools, exchange, { agent, signal });
  const speaker = createSpeaker(door, toVersion(request.headers));
  reply.type('application/json');
  try {
    const answer = await speaker.handle(request.body);
    if (!(Symbol.asyncIterator in answer)) return await reply.send(JSON.stringify(answer));
    return await stream(exchange, answer, { door, tools, toError: (error) => speaker.toError(call, error) });
  } catch (error) {
    return reply.send(JSON.stringify(speaker.toError(call, error)));
  }
}

interface Speaker {
  handle(body: unknown): Promise<object | AsyncGenerator<unknown>>;
  toError(call: Call | undefined, error: unknown): object;
}

function createSpeaker(door: TaskDoor, version: string): Speaker {
  const tasks = createRunTasks(door);
  const isLegacy = version === '0.3';
  const handler = isLegacy ? new LegacyJsonRpcTransportHandler(tasks) : new JsonRpcTransportHandler(tasks);
  const toCode = isLegacy
    ? (error: unknown) => LegacyJsonRpcTransportHandler.mapToLegacyJSONRPCError(error)
    : (error: unknown) => JsonRpcTransportHandler.mapToJSONRPCError(error);
  return {
    async handle(body) {
      validateVersion(version, await door.card(), 'JSONRPC');
      return handler.handle(
        z.record(z.string(), z.unknown()).catch({}).parse(body),
        new ServerCallContext({ requestedVersion: version }),
      );
    },
    toError: (call, error) => ({
      jsonrpc: '2.0',
      id: call?.id ?? null,
      error: toCode(toA2aFailure(error, door.describe)),
    }),
  };
}

interface Streaming {
  readonly door: TaskDoor;
  readonly tools: MountTools;
  readonly toError: (error: unknown) => object;
}

async function stream(
  { reply }: Exchange,
  pieces: AsyncGenerator<unknown>,
  { door, tools, toError }: Streaming,
): Promise<FastifyReply> {
  const out = new EventStream(reply, { clock: tools.deps.clock, onStalled: () => {} });
  try {
    for await (const piece of pieces) {
      out.send(piece);
      if (out.isFull) await once(reply.raw, 'drain', { signal: door.signal });
      if (door.signal.aborted) break;
    }
  } catch (error) {
    if (!out.isOpen) throw error;
    if (!door.signal.aborted) out.send(toError(error), 'error');
  } finally {
    out.end();
  }
  return reply;
}
