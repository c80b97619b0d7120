import { listNamed, toTaskRequest } from '@tutti/engine';
import { PatternName, PATTERNS, RunId, TaskId } from '@tutti/protocol';
import { type Api, toBudget, toInstant, toRunView } from '@tutti/protocol/api';
import type { Handler, HomeHandler } from '../http/handler.ts';
import { analyzeGoal } from '../selection/analyze-goal.ts';
import { resolveWish } from '../selection/resolve-wish.ts';
import { addFeedback } from './add-feedback.ts';
import { toFilter } from './to-filter.ts';
import { getTaskRuns, toTaskView } from './task-view.ts';

export const submitTask: Handler<Api['submitTask']> = async (call, { home }) => {
  const { caller, trace, body } = call;
  const { budget, deadline, seed, ...rest } = body;
  const ids = await call.newIds('tsk', 'run');
  const [task, run] = [TaskId.parse(ids.tsk), RunId.parse(ids.run)];
  const limits = { ...(budget && { budget: toBudget(budget) }), ...(deadline && { deadline: toInstant(deadline) }) };
  const workspace = await home.workspaces.allow(body.workspace, caller);
  const origin = { ...(seed !== undefined && { seed }), ...(trace !== undefined && { trace }) };
  const { chosen, ...resolved } = await resolveWish(home, caller.principal, rest);
  const wish = { ...rest, ...resolved };
  const book = await home.agents.pin(caller.principal.tenant, listNamed(wish));
  const setting = { book, redact: home.redact, task, run, ...origin, workspace, chosen };
  const request = toTaskRequest({ ...wish, ...limits }, setting);
  await home.engine.submit(caller.principal, request);
  return { status: 202, headers: { location: `/api/v1/tasks/${task}` }, body: { task, run } };
};

export const analyzeTask: HomeHandler<Api['analyzeTask']> = async ({ caller, body }, { home }) => {
  const { request: goal, most } = body;
  return { status: 200, body: await analyzeGoal(home, caller.principal, { goal, most }) };
};

export const listPatterns: HomeHandler<Api['listPatterns']> = async () => {
  const items = PatternName.options.map((name) => ({ name, ...PATTERNS[name], options: [...PATTERNS[name].options] }));
  return { status: 200, body: { items } };
};

export const listTasks: Handler<Api['listTasks']> = async ({ caller, query }, { home }) => {
  const { runs, next } = await home.engine.listRuns(caller.principal, { ...toFilter(query), tasks: true });
  return { status: 200, body: { items: runs.map(toRunView), next: next ?? null } };
};

export const getTask: Handler<Api['getTask']> = async ({ caller, params }, { home }) => {
  const runs = await getTaskRuns(home, caller.principal, params.task);
  return { status: 200, body: await toTaskView(home, caller.principal, runs) };
};

export const cancelTask: Handler<Api['cancelTask']> = async ({ caller, params, body }, { home }) => {
  const [{ run }] = await getTaskRuns(home, caller.principal, params.task);
  await home.engine.cancel(caller.principal, run, body.reason);
  return { status: 202, body: { run } };
};

export const giveTaskFeedback: Handler<Api['giveTaskFeedback']> = async (call, { home }) => {
  const [{ run }] = await getTaskRuns(home, call.caller.principal, call.params.task);
  return { status: 201, body: await addFeedback(call, home, run) };
};
