import { unpackPayload } from '@tutti/engine';
import { type Payload, RunId, SignalId, toCanonicalText } from '@tutti/protocol';
import { type Api, toRunDetail, toRunView } from '@tutti/protocol/api';
import type { Handler } from '../http/handler.ts';
import { sha256 } from '../sha256.ts';
import { addFeedback } from './add-feedback.ts';
import { toFilter } from './to-filter.ts';

export const listRuns: Handler<Api['listRuns']> = async ({ caller, query }, { home }) => {
  const { runs, next } = await home.engine.listRuns(caller.principal, toFilter(query));
  return { status: 200, body: { items: runs.map(toRunView), next: next ?? null } };
};

export const getRun: Handler<Api['getRun']> = async ({ caller: { principal }, params }, { home }) => {
  const state = await home.engine.getRun(principal, params.run);
  const remarks = await home.engine.listRemarks(principal, params.run);
  const unpack = (payload: Payload) => unpackPayload(payload, principal.tenant, home.store);
  const output = state.output ? await unpack(state.output) : null;
  const partial = state.partial && (await unpack(state.partial));
  const stateHash = sha256(toCanonicalText(state));
  return { status: 200, body: toRunDetail({ state, stateHash, output, partial, remarks }) };
};

export const cancelRun: Handler<Api['cancelRun']> = async ({ caller, params, body }, { home }) => {
  await home.engine.cancel(caller.principal, params.run, body.reason);
  return { status: 202, body: params };
};

export const pauseRun: Handler<Api['pauseRun']> = async ({ caller, params, body }, { home }) => {
  await home.engine.pause(caller.principal, params.run, body.reason);
  return { status: 202, body: params };
};

export const resumeRun: Handler<Api['resumeRun']> = async ({ caller, params }, { home }) => {
  await home.engine.resume(caller.principal, params.run);
  return { status: 202, body: params };
};

export const retryRun: Handler<Api['retryRun']> = async ({ caller, params, body, newIds }, { home }) => {
  const next = RunId.parse((await newIds('run')).run);
  const { repeatEffect, from, output } = body;
  const wish = { repeatEffect, ...(from !== undefined && { from }), ...(output !== undefined && { output }) };
  const run = await home.engine.retry(caller.principal, params.run, wish, next);
  return { status: 202, headers: { location: `/api/v1/runs/${run}` }, body: { run } };
};

export const sendSignal: Handler<Api['sendSignal']> = async ({ caller, params, body, newIds }, { home }) => {
  const id = SignalId.parse((await newIds('sig')).sig);
  await home.engine.send(caller.principal, params.run, { ...body, id });
  return { status: 202, body: params };
};

export const giveFeedback: Handler<Api['giveFeedback']> = async (call, { home }) => {
  return { status: 201, body: await addFeedback(call, home, call.params.run) };
};
