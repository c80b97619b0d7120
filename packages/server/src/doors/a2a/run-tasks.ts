/** The tasks of A2A, which are runs: nothing is kept beside the journal, so any server answers for any task, also after a restart. */
import type { AgentCard, StreamResponse, Task } from '@a2a-js/sdk';
import { PushNotificationNotSupportedError, TaskNotFoundError, UnsupportedOperationError } from '@a2a-js/sdk/errors';
import type { A2ARequestHandler } from '@a2a-js/sdk/server';
import { isFinished, RunId } from '@tutti/protocol';
import type { RunDetail } from '@tutti/protocol/api';
import type { Clock } from '@tutti/engine';
import * as z from 'zod';
import type { DoorDesk, ToldFailure } from '../door-desk.ts';
import { waitForRun } from '../wait-for-run.ts';
import { parseParams, Sent, TaskRef } from './parse-params.ts';
import { toA2aFailure } from './to-a2a-failure.ts';
import { toRequestText } from './to-request-text.ts';
import { toTask } from './to-task.ts';
import { watchTask } from './watch-task.ts';

export interface TaskDoor {
  readonly desk: DoorDesk;
  readonly clock: Clock;
  /** Undefined: whoever suits best is asked. */
  readonly agent: string | undefined;
  readonly card: () => Promise<AgentCard>;
  /** It can be asked here: some stand for products that nobody has set up. */
  readonly isReady: (agent: string) => Promise<boolean>;
  /** The client has gone, or the server goes. */
  readonly signal: AbortSignal;
  readonly describe: (error: unknown) => ToldFailure;
}

/** A client that waits longer asks again, or listens. */
const MOST_SECONDS = 300;
const CANCEL_SECONDS = 10;
const CANDIDATES = 5;
const Team = z.object({ agents: z.array(z.string()) });

export function createRunTasks(door: TaskDoor): A2ARequestHandler {
  const { card } = door;
  const noPush = async (): Promise<never> => {
    throw new PushNotificationNotSupportedError('this server pushes nothing: subscribe to the task, or ask for it');
  };
  return {
    getAgentCard: card,
    getAuthenticatedExtendedAgentCard: card,
    sendMessage: (params) => tell(door, async () => send(door, parseParams(Sent, params))),
    sendMessageStream: (params) => tellAll(door, sendAndWatch(door, params)),
    getTask: (params) =>
      tell(door, async () => {
        const { id, historyLength } = parseParams(TaskRef, params);
        return withHistory(toTask(await getRun(door, id)), historyLength);
      }),
    cancelTask: (params) => tell(door, async () => cancel(door, parseParams(TaskRef, params).id)),
    resubscribe: (params) => tellAll(door, subscribe(door, params)),
    listTasks: async () => {
      throw new UnsupportedOperationError('tasks are not listed over A2A; the API lists runs at /api/v1/runs');
    },
    createTaskPushNotificationConfig: noPush,
    getTaskPushNotificationConfig: noPush,
    listTaskPushNotificationConfigs: noPush,
    deleteTaskPushNotificationConfig: noPush,
  };
}

async function tell<Answer>({ describe }: TaskDoor, act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    throw toA2aFailure(error, describe);
  }
}

async function* tellAll(
  { describe }: TaskDoor,
  pieces: AsyncIterable<StreamResponse>,
): AsyncGenerator<StreamResponse, void> {
  try {
    yield* pieces;
  } catch (error) {
    throw toA2aFailure(error, describe);
  }
}

async function send(door: TaskDoor, sent: Sent): Promise<Task> {
  const { desk, clock, signal } = door;
  const run = await begin(door, sent);
  const { returnImmediately = false, historyLength } = sent.configuration ?? {};
  const seconds = returnImmediately ? 0 : MOST_SECONDS;
  return withHistory(toTask(await waitForRun(desk, run, { clock, seconds, signal })), historyLength);
}

async function* sendAndWatch(door: TaskDoor, params: unknown): AsyncGenerator<StreamResponse> {
  const run = await begin(door, parseParams(Sent, params));
  yield* watch(door, await door.desk.getRun(run));
}

async function* subscribe(door: TaskDoor, params: unknown): AsyncGenerator<StreamResponse> {
  const { id } = parseParams(TaskRef, params);
  const run = await getRun(door, id);
  if (isFinished(run.status)) throw new UnsupportedOperationError(`${id} is over: there is nothing to listen to`);
  yield* watch(door, run);
}

async function* watch({ desk, signal }: TaskDoor, before: RunDetail): AsyncGenerator<StreamResponse> {
  yield { payload: { $case: 'task', value: toTask(before) } };
  if (!isFinished(before.status)) yield* watchTask(desk, before.run, { before, signal });
}

async function begin(door: TaskDoor, { message, configuration }: Sent): Promise<RunId> {
  if (configuration?.taskPushNotificationConfig)
    throw new PushNotificationNotSupportedError('this server pushes nothing: subscribe to the task, or ask for it');
  await assertNew(door, message);
  const goal = toRequestText(message);
  const agents = door.agent === undefined ? await chooseAgents(door, goal) : [door.agent];
  // The same message twice is one task.
  const place = door.agent ?? '';
  return door.desk.submit(
    { goal, ...(agents && { agents }) },
    { key: `a2a:${place}:${message.messageId}`, wish: { place, goal } },
  );
}

/** What would be understood as a conversation must not be begun as something else. */
async function assertNew(door: TaskDoor, { taskId, contextId }: Sent['message']): Promise<void> {
  if (taskId !== '') {
    await getRun(door, taskId);
    throw new UnsupportedOperationError(`${taskId} takes no further messages: send what is left to do as a new task`);
  }
  if (contextId !== '')
    throw new UnsupportedOperationError(
      'this server keeps no conversations: leave contextId out, and put into the message everything that the agent has to know',
    );
}

/** Undefined where nobody stands out: then the usual team works on it. */
async function chooseAgents({ desk, isReady }: TaskDoor, goal: string): Promise<string[] | undefined> {
  const { agents } = await desk.analyzeTask(goal, CANDIDATES);
  for (const { id } of agents) if (await isReady(id)) return [id];
  return undefined;
}

async function getRun({ desk, agent }: TaskDoor, id: string): Promise<RunDetail> {
  const run = RunId.safeParse(id).data;
  const found = run && (await desk.getRun(run));
  if (!found || !isOf(found, agent)) throw new TaskNotFoundError(`there is no task ${id.slice(0, 100)}`);
  return found;
}

/** Another agent's tasks are not to be found at this one. */
function isOf({ input }: RunDetail, agent: string | undefined): boolean {
  if (agent === undefined || !('value' in input)) return true;
  return Team.safeParse(input.value).data?.agents.includes(agent) ?? false;
}

async function cancel(door: TaskDoor, id: string): Promise<Task> {
  const { desk, clock, signal } = door;
  const { run, status } = await getRun(door, id);
  if (status !== 'cancelled') await desk.cancel(run, 'cancelled over A2A');
  return toTask(await untilCancelled(desk, run, { clock, signal }));
}

/** It may wait for a person: then it is not at rest before it is cancelled. */
async function untilCancelled(
  desk: DoorDesk,
  run: RunId,
  { clock, signal }: Pick<TaskDoor, 'clock' | 'signal'>,
): Promise<RunDetail> {
  const enough = new AbortController();
  const callOff = clock.at(clock.now() + CANCEL_SECONDS * 1_000, () => enough.abort());
  try {
    await desk.follow(run, { after: 0, hear: () => {}, signal: AbortSignal.any([signal, enough.signal]) });
  } finally {
    callOff();
  }
  return desk.getRun(run);
}

function withHistory(task: Task, length: number | undefined): Task {
  if (length === undefined) return task;
  return { ...task, history: length === 0 ? [] : task.history.slice(-length) };
}
