/** A run as a task of A2A: the same id, told from its journal whenever somebody asks. */
import { type Artifact, type Message, type Part, Role, type Task, TaskState, type TaskStatus } from '@a2a-js/sdk';
import { isRehearsal, type RunStatus } from '@tutti/protocol';
import type { RunDetail } from '@tutti/protocol/api';
import * as z from 'zod';
import { REHEARSAL_NOTE } from '../../openai/label-rehearsal.ts';

const STATES: Record<RunStatus, TaskState> = {
  queued: TaskState.TASK_STATE_SUBMITTED,
  running: TaskState.TASK_STATE_WORKING,
  waiting: TaskState.TASK_STATE_WORKING,
  paused: TaskState.TASK_STATE_WORKING,
  quarantined: TaskState.TASK_STATE_WORKING,
  completed: TaskState.TASK_STATE_COMPLETED,
  failed: TaskState.TASK_STATE_FAILED,
  cancelled: TaskState.TASK_STATE_CANCELED,
};

/** The one artifact: what was asked for. */
export const ANSWER = 'answer';

const Output = z.object({ text: z.string() });
const Asked = z.object({ goal: z.string() });

export function toTask(run: RunDetail): Task {
  const text = toAnswerText(run);
  const id = toIds(run);
  return {
    id: id.taskId,
    contextId: id.contextId,
    status: toStatus(run),
    artifacts: text === undefined ? [] : [toArtifact(text)],
    history: toHistory(run),
    metadata: toMetadata(run),
  };
}

export function toIds({ run, task }: Pick<RunDetail, 'run' | 'task'>): { taskId: string; contextId: string } {
  return { taskId: run, contextId: task ?? run };
}

/** What the stand-in says is labelled in the text itself: whoever reads it may see nothing else. */
export function toAnswerText({ output, partial, rehearsed }: RunDetail): string | undefined {
  const text = Output.safeParse(output).data?.text ?? Output.safeParse(partial).data?.text;
  return text && rehearsed ? text + REHEARSAL_NOTE : text;
}

export function toStatus(run: RunDetail): TaskStatus {
  const words = toWords(run);
  return {
    state: STATES[run.status],
    message: words === undefined ? undefined : toMessage(run, words),
    timestamp: run.updatedAt,
  };
}

export function toArtifact(text: string): Artifact {
  return {
    artifactId: ANSWER,
    name: ANSWER,
    description: '',
    parts: [toPart(text, 'text/markdown')],
    metadata: undefined,
    extensions: [],
  };
}

/** What the words come from, and what it has cost so far. */
export function toMetadata(run: RunDetail): Task['metadata'] {
  const documents = run.artefacts.map(({ artefact, name, mediaType, bytes }) => ({ artefact, name, mediaType, bytes }));
  const rehearsed = run.rehearsed || isRehearsal(run.labels);
  return { tutti: { run: run.run, rehearsed, labels: run.labels, costUsd: run.usage.usd, documents } };
}

function toWords({ status, error, open, cancelReason, rehearsed }: RunDetail): string | undefined {
  if (status === 'failed') return error && `${error.message} (${error.code})`;
  if (status === 'cancelled') return cancelReason || 'It was cancelled.';
  if (open.length > 0)
    return `A person has to decide before it goes on: ${open.map(({ title }) => title).join('; ')}. It cannot be decided over A2A.`;
  if (status === 'paused' || status === 'quarantined') return `It is ${status}: a person has to let it go on.`;
  if (status === 'completed' && rehearsed) return 'No model has answered: the words come from the rehearsal model.';
  return undefined;
}

function toHistory(run: RunDetail): Message[] {
  const goal = 'value' in run.input ? Asked.safeParse(run.input.value).data?.goal : undefined;
  return goal === undefined ? [] : [{ ...toMessage(run, goal), messageId: `${run.run}-asked`, role: Role.ROLE_USER }];
}

function toMessage(run: RunDetail, text: string): Message {
  return {
    messageId: `${run.run}-${run.seq}`,
    ...toIds(run),
    role: Role.ROLE_AGENT,
    parts: [toPart(text, 'text/plain')],
    metadata: undefined,
    extensions: [],
    referenceTaskIds: [],
  };
}

function toPart(value: string, mediaType: string): Part {
  return { content: { $case: 'text', value }, metadata: undefined, filename: '', mediaType };
}
