/** The requests that a process of the fleet answers. What is asked twice, at whichever server, is done once. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { EngineError, type Engine } from '@tutti/engine';
import {
  Budget,
  isFinished,
  Json,
  listOpenApprovals,
  type Principal,
  RunId,
  SignalId,
  toIdText,
} from '@tutti/protocol';
import * as z from 'zod';
import type { Receiver } from '../kill-loops/receiver.ts';
import { principalOf } from './driver-options.ts';

export const Request = z.discriminatedUnion('ask', [
  z.object({
    ask: z.literal('submit'),
    tenant: z.int(),
    key: z.string(),
    program: z.string(),
    input: Json,
    budget: Budget.optional(),
  }),
  z.object({ ask: z.literal('send'), tenant: z.int(), run: RunId, id: z.string(), key: z.string(), payload: Json }),
  /** Decides whatever waits for a person there, and says how the run stands. */
  z.object({ ask: z.literal('attend'), tenant: z.int(), run: RunId }),
]);
export type Request = z.input<typeof Request>;

export const Reply = z.object({ run: RunId.optional(), status: z.string().optional(), error: z.string().optional() });
export type Reply = z.infer<typeof Reply>;

export interface DeskParts {
  readonly engine: Engine;
  readonly receiver: Receiver;
  onSubmitted(): void;
}

export async function openHttpDesk(parts: DeskParts): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => void serve(parts, request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('there is no free port');
  return { url: `http://127.0.0.1:${address.port}`, server };
}

async function serve(parts: DeskParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const reply = await answer(parts, Request.parse(JSON.parse(Buffer.concat(pieces).toString())));
    response.writeHead(200).end(JSON.stringify(reply));
  } catch (error) {
    const code = error instanceof EngineError ? error.code : String(error);
    response.writeHead(500).end(JSON.stringify({ error: code } satisfies Reply));
  }
}

async function answer({ engine, receiver, onSubmitted }: DeskParts, request: z.output<typeof Request>): Promise<Reply> {
  const who = principalOf(request.tenant);
  switch (request.ask) {
    case 'submit': {
      const { program, input, budget, key } = request;
      const run = toRunId(request.tenant, key);
      await engine.submit(who, { run, program, title: program, input, budget });
      onSubmitted();
      return { run };
    }
    case 'send':
      await engine.send(who, request.run, {
        key: request.key,
        payload: request.payload,
        id: SignalId.parse(request.id),
      });
      return { run: request.run };
    case 'attend':
      return { run: request.run, status: await attend({ engine, receiver }, who, request.run) };
    default:
      return request satisfies never;
  }
}

/** The same key is the same run. */
function toRunId(tenant: number, key: string): RunId {
  return RunId.parse(toIdText('run', 1, createHash('sha256').update(`${tenant}/${key}`).digest().subarray(0, 16)));
}

/** As a person does it: effects in doubt are looked up where they would have happened. */
async function attend(
  { engine, receiver }: Pick<DeskParts, 'engine' | 'receiver'>,
  who: Principal,
  run: RunId,
): Promise<string> {
  const state = await engine.getRun(who, run);
  if (isFinished(state.status)) return state.status;
  if (state.status === 'quarantined') await engine.resume(who, run);
  for (const [path, { key }] of Object.entries(state.doubts)) {
    const happened = receiver.knows(key);
    const found = happened ? { verdict: 'happened' as const, output: { key } } : { verdict: 'not_happened' as const };
    await engine.answerDoubt(who, run, {
      path,
      ...found,
      id: SignalId.parse(`sig_person-${key}-${state.intents[path]?.attempt ?? 0}`),
    });
  }
  for (const open of listOpenApprovals(state)) {
    if (open.kind === 'request')
      await engine.answerApproval(who, run, { path: open.path, subject: open.subject, decision: 'approved' });
  }
  return state.status;
}
