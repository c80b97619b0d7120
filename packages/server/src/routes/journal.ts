/** What a run's journal holds, and the values that it refers to. */
import { RunError, RunNotFoundError } from '@tutti/engine';
import { type Hash, Json, type Principal, type RunId } from '@tutti/protocol';
import { type Api, MessageView } from '@tutti/protocol/api';
import type { Handler, HomeHandler } from '../http/handler.ts';
import type { Home } from '../home/open-home.ts';
import { prefersEventStream } from './prefers-event-stream.ts';
import { collectSteps, type EndedStep, toStepView } from './step-view.ts';

export const readEvents: Handler<Api['readEvents']> = async (call, { home, live }) => {
  const { caller, params, query, request } = call;
  await assertRun(home, caller.principal, params.run);
  if (request.method !== 'HEAD' && prefersEventStream(request.headers.accept)) return live.streamEvents(call);
  const events = home.engine.readEvents(caller.principal, params.run, { after: query.after });
  return { status: 200, headers: { vary: 'accept' }, body: await takePage(events, query.limit) };
};

export const listSteps: Handler<Api['listSteps']> = async ({ caller, params, query }, { home }) => {
  await assertRun(home, caller.principal, params.run);
  const spendings = await home.store.listSpendings(caller.principal.tenant, params.run);
  const steps = collectSteps(home.engine.readEvents(caller.principal, params.run), spendings);
  const { items, next } = await takePage(onlyThose(steps, query), query.limit);
  return { status: 200, body: { items: items.map(toStepView), next } };
};

export const getPayload: HomeHandler<Api['getPayload']> = async ({ caller, params }, { home }) => {
  await assertRun(home, caller.principal, params.run);
  const blob = await home.engine.findBlob(caller.principal, params.hash);
  if (!blob) throw noPayload(params.hash);
  return { status: 200, body: { value: parseValue(blob, params.hash) } };
};

export const readConversation: Handler<Api['readConversation']> = async ({ caller, params }, { home }) => {
  await assertRun(home, caller.principal, params.run);
  const messages = await home.engine.readConversation(caller.principal, params.hash);
  if (messages.length === 0) throw noPayload(params.hash);
  return { status: 200, body: { items: messages.map(({ body }) => MessageView.parse(JSON.parse(body))) } };
};

async function assertRun({ store }: Home, { tenant }: Principal, run: RunId): Promise<void> {
  if (!(await store.findRun(tenant, run))) throw new RunNotFoundError(run);
}

/** One more than asked for is read, to know whether there is a next page. */
async function takePage<Item extends { readonly seq: number }>(found: AsyncIterable<Item>, limit: number) {
  const items: Item[] = [];
  for await (const item of found) {
    if (items.length === limit) return { items, next: items.at(-1)?.seq ?? null };
    items.push(item);
  }
  return { items, next: null };
}

/** What belongs to a step may stand before the page. */
async function* onlyThose(
  steps: AsyncIterable<EndedStep>,
  { after, path }: { after: number; path?: string | undefined },
) {
  for await (const step of steps) {
    const { seq, path: own } = step.end;
    if (seq > after && (path === undefined || own === path)) yield { ...step, seq };
  }
}

/** An artefact lies in the same table and is no such value. */
function parseValue(blob: Uint8Array, hash: Hash): Json {
  try {
    return Json.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(blob)));
  } catch {
    throw noPayload(hash);
  }
}

function noPayload(hash: Hash): RunError {
  return new RunError('payload_not_found', `the run has no value ${hash}`);
}
