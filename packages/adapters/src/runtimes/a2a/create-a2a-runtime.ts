/**
 * Any A2A agent, by its card. The task that it opens for us is recorded under its id before anything else happens: after a
 * restart it is looked for and listened to again, and never sent for a second time.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Role, type StreamResponse } from '@a2a-js/sdk';
import { type AgentRuntime, isStoppedForGood, type RuntimeAnswer, type RuntimeTurn } from '@tutti/engine';
import type { Line } from '../../models/net/line.ts';
import type { A2aDefinition } from '../config/definition.ts';
import { fillHeaders } from '../fill-headers.ts';
import { fillUrl } from '../fill-url.ts';
import { openWay, type Way } from '../open-way.ts';
import { toPlaces, toSecretPlaces } from '../to-places.ts';
import { type A2aClient, openA2aClient } from './open-client.ts';
import { toAnswer, toMessageText, toText } from './read-task.ts';
import { toA2aError } from './to-a2a-error.ts';

export interface A2aRuntimeOptions {
  readonly definition: A2aDefinition;
  readonly values: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly line: Line;
}

const CANCEL_MS = 3_000;

export function createA2aRuntime(options: A2aRuntimeOptions): AgentRuntime {
  const { definition, values, line } = options;
  const url = fillUrl(definition.url, values);
  const way = openWay(url, line);
  const connect = (turn: RuntimeTurn) => openA2aClient(way, url, toHeaders(turn, options));
  return {
    kind: 'a2a',
    async take(turn) {
      const client = await connect(turn);
      const result = await call(turn, way, () => client.sendMessage(toRequest(turn), { signal: turn.signal }), {
        asks: true,
      });
      if ('messageId' in result) return { status: 'answered', text: toMessageText(result), labels: [] };
      return toAnswer(result, way.origin) ?? { status: 'underway', session: result.id };
    },
    async follow(session, turn) {
      const client = await connect(turn);
      try {
        return await follow(client, session, { turn, way, everyMs: definition.pollSeconds * 1_000 });
      } catch (error) {
        const { signal } = turn;
        if (!signal.aborted) throw error;
        if (isStoppedForGood(signal)) await cancel(client, session);
        throw signal.reason;
      }
    },
  };
}

interface Following {
  readonly turn: RuntimeTurn;
  readonly way: Way;
  readonly everyMs: number;
}

/** What it streams is shown; what counts is the task as it stands in the end. */
async function follow(client: A2aClient, id: string, { turn, way, everyMs }: Following): Promise<RuntimeAnswer> {
  const { signal } = turn;
  const look = async () => {
    const task = await call(turn, way, () => client.getTask({ id, tenant: '', historyLength: 10 }, { signal }));
    return toAnswer(task, way.origin);
  };
  let isStreaming = true;
  for (;;) {
    const answer = await look();
    if (answer) return answer;
    if (isStreaming) {
      isStreaming = await listen(client, id, turn);
      const then = isStreaming ? await look() : undefined;
      if (then) return then;
    }
    // Also after a stream: one that ends at once, again and again, must not be asked for without a pause.
    await sleep(everyMs, undefined, { signal });
  }
}

/** False where it does not stream: then it is asked now and then. */
async function listen(client: A2aClient, id: string, { signal, onDelta }: RuntimeTurn): Promise<boolean> {
  let heard = false;
  try {
    for await (const event of client.resubscribeTask({ id, tenant: '' }, { signal })) {
      heard = true;
      const piece = toPiece(event);
      if (piece !== '') onDelta(piece);
    }
  } catch {
    signal.throwIfAborted();
    return false;
  }
  return heard;
}

function toPiece({ payload }: StreamResponse): string {
  if (payload?.$case !== 'artifactUpdate') return '';
  return toText(payload.value.artifact?.parts ?? []);
}

async function cancel(client: A2aClient, id: string): Promise<void> {
  const signal = AbortSignal.timeout(CANCEL_MS);
  // It may have ended by itself, or take no cancelling: the run is stopped either way.
  await client.cancelTask({ id, tenant: '', metadata: undefined }, { signal }).catch(() => undefined);
}

/** `asks`: this call is the one that begins the work. */
async function call<Answer>(
  { signal }: RuntimeTurn,
  { origin }: Way,
  ...[act, { asks = false } = {}]: [() => Promise<Answer>, { asks?: boolean }?]
): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw toA2aError(error, origin, { phase: asks ? 'asking' : 'following' });
  }
}

function toRequest({ prompt, session, key }: RuntimeTurn): Parameters<A2aClient['sendMessage']>[0] {
  const digest = createHash('sha256').update(key).digest('hex');
  return {
    tenant: '',
    message: {
      // The same wish has the same id: a server that honours it acts once.
      messageId: digest.slice(0, 32),
      contextId: '',
      taskId: session ?? '',
      role: Role.ROLE_USER,
      parts: [
        { content: { $case: 'text', value: prompt.text }, metadata: undefined, filename: '', mediaType: 'text/plain' },
      ],
      metadata: undefined,
      extensions: [],
      referenceTaskIds: [],
    },
    configuration: {
      acceptedOutputModes: ['text/plain', 'application/json'],
      taskPushNotificationConfig: undefined,
      returnImmediately: true,
    },
    metadata: undefined,
  };
}

function toHeaders(turn: RuntimeTurn, { definition, values, secrets }: A2aRuntimeOptions): Record<string, string> {
  const places = toSecretPlaces(toPlaces(turn, values), secrets);
  const trace = turn.trace === undefined ? {} : { traceparent: turn.trace };
  return { ...trace, ...fillHeaders(definition.headers, places) };
}
