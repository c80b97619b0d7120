/** An agent behind HTTP: one request, whose answer comes at once, in pieces, or is asked for until it is there. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AgentFailedError,
  type AgentRuntime,
  isStoppedForGood,
  type RuntimeAnswer,
  type RuntimeTurn,
} from '@tutti/engine';
import type { Line } from '../../models/net/line.ts';
import type { Call, HttpDefinition } from '../config/definition.ts';
import { fillHeaders } from '../fill-headers.ts';
import { fillJson } from '../fill-template.ts';
import { fillUrl } from '../fill-url.ts';
import { openWay, toStatusError, toUnreachable, type Way } from '../open-way.ts';
import { readText } from '../read-pointer.ts';
import { toPlaces, toSecretPlaces } from '../to-places.ts';
import { assertNoError, collectAnswer, matches, parseJson, readUsage, toAnswered } from './collect-answer.ts';

export interface HttpRuntimeOptions {
  readonly definition: HttpDefinition;
  readonly values: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly line: Line;
}

/** Whoever stops a run does not wait for the other side to hear of it for longer than this. */
const CANCEL_MS = 3_000;

export function createHttpRuntime(options: HttpRuntimeOptions): AgentRuntime {
  const { definition, line } = options;
  const way = openWay(fillUrl(definition.url, options.values), line);
  const follow = (session: string, turn: RuntimeTurn) =>
    stoppable(
      turn,
      () => poll(session, turn, { ...options, way }),
      () => cancel({ ...turn, session }, { ...options, way }),
    );
  return {
    kind: 'http',
    take: (turn) =>
      stoppable(turn, async () => {
        const response = await send(definition, turn, { ...options, way });
        const collected = await collectAnswer(response, definition.answer, turn.onDelta);
        if (!definition.poll) return toAnswered(collected);
        if (collected.session !== undefined) return { status: 'underway', session: collected.session };
        throw new AgentFailedError('agent_failed', 'it did not say under which name the work goes on');
      }),
    ...(definition.poll && { follow }),
  };
}

interface Sending extends HttpRuntimeOptions {
  readonly way: Way;
}

async function poll(session: string, turn: RuntimeTurn, sending: Sending): Promise<RuntimeAnswer> {
  const { poll: asking } = sending.definition;
  if (!asking) throw new AgentFailedError('agent_failed', 'nothing is known of how to ask for what is under way');
  for (;;) {
    turn.signal.throwIfAborted();
    const call: Call = { method: 'GET', url: asking.url, headers: asking.headers };
    const value = parseJson(await (await send(call, { ...turn, session }, sending)).text());
    if (asking.failed && matches(value, asking.failed)) {
      const words = asking.error === undefined ? undefined : readText(value, asking.error);
      throw new AgentFailedError('agent_failed', `it failed there: ${words ?? readText(value, asking.failed.at)}`);
    }
    if (matches(value, asking.until)) {
      assertNoError(value, asking.error);
      const usage = readUsage(value, asking.usage);
      return toAnswered({ text: readText(value, asking.text) ?? '', session, usage });
    }
    await sleep(asking.everySeconds * 1_000, undefined, { signal: turn.signal });
  }
}

async function cancel(turn: RuntimeTurn, sending: Sending): Promise<void> {
  const { cancel: call } = sending.definition;
  if (call) await send(call, { ...turn, signal: AbortSignal.timeout(CANCEL_MS) }, sending);
}

/** A run that is stopped stops what it has begun elsewhere. That it could not be told is no reason to fail otherwise. */
async function stoppable<Answer>(
  { signal }: RuntimeTurn,
  act: () => Promise<Answer>,
  stop?: () => Promise<void>,
): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    if (!signal.aborted) throw error;
    if (isStoppedForGood(signal)) await stop?.().catch(() => undefined);
    throw signal.reason;
  }
}

async function send(call: Call, turn: RuntimeTurn, { way, values, secrets }: Sending): Promise<Response> {
  const places = toPlaces(turn, values);
  const url = new URL(fillUrl(call.url, places));
  const headers = new Headers({
    'idempotency-key': turn.key,
    ...(turn.trace !== undefined && { traceparent: turn.trace }),
  });
  const body = call.body === undefined ? undefined : JSON.stringify(fillJson(call.body, places) ?? null);
  if (body !== undefined) headers.set('content-type', 'application/json');
  for (const [name, value] of Object.entries(fillHeaders(call.headers, toSecretPlaces(places, secrets))))
    headers.set(name, value);
  const { signal } = turn;
  let response: Response;
  try {
    response = await way.fetch(url, { method: call.method, headers, signal, ...(body !== undefined && { body }) });
  } catch (error) {
    throw signal.aborted ? signal.reason : toUnreachable(error, url.host);
  }
  if (response.ok) return wrap(response, url.host);
  throw toStatusError(response.status, await response.text().catch(() => ''), url.host);
}

/** An answer that breaks off is told as what it is. */
function wrap(response: Response, host: string): Response {
  const { body } = response;
  if (!body) return response;
  const reader = body.getReader();
  const told = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        controller.error(toUnreachable(error, host));
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(told, { status: response.status, headers: response.headers });
}
