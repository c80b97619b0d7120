/** What a task of an A2A agent says: in text, as everything that agents hand to each other here. */
import { type Artifact, type Message, type Part, type Task, TaskState } from '@a2a-js/sdk';
import { AgentFailedError, type RuntimeAnswer, type RuntimeArtefact } from '@tutti/engine';

const MOST_ARTEFACTS = 20;

/** Undefined while it is under way. */
export function toAnswer(task: Task, host: string): RuntimeAnswer | undefined {
  const state = task.status?.state ?? TaskState.TASK_STATE_UNSPECIFIED;
  const said = task.status?.message && toText(task.status.message.parts);
  if (state === TaskState.TASK_STATE_COMPLETED)
    return {
      status: 'answered',
      text: toResult(task, said),
      artefacts: toArtefacts(task),
      labels: [],
    };
  if (state === TaskState.TASK_STATE_INPUT_REQUIRED)
    return { status: 'asks', text: said ?? 'It needs an answer before it can go on.', session: task.id, labels: [] };
  if (state === TaskState.TASK_STATE_AUTH_REQUIRED)
    throw new AgentFailedError('agent_refused', `${host} wants other credentials before it goes on: ${said ?? ''}`);
  const ended = ENDED.get(state);
  if (ended === undefined) return undefined;
  const words = said ? `: ${said.slice(0, 1_000)}` : '';
  throw new AgentFailedError('agent_failed', `the task ${task.id} ${ended}${words}`);
}

const ENDED: ReadonlyMap<TaskState, string> = new Map([
  [TaskState.TASK_STATE_FAILED, 'failed there'],
  [TaskState.TASK_STATE_REJECTED, 'was refused there'],
  [TaskState.TASK_STATE_CANCELED, 'was cancelled there'],
]);

export function toMessageText({ parts }: Message): string {
  return toText(parts);
}

export function toText(parts: readonly Part[]): string {
  return parts
    .map(toPartText)
    .filter((text) => text !== '')
    .join('\n');
}

function toResult({ artifacts, history }: Task, said: string | undefined): string {
  const made = artifacts.map(({ parts }) => toText(parts)).filter((text) => text !== '');
  if (made.length > 0) return made.join('\n\n');
  // 2 is the agent's side of the conversation.
  return (
    said ??
    history
      .filter(({ role }) => role === 2)
      .map(toMessageText)
      .at(-1) ??
    ''
  );
}

/** One alone is the answer; of several each is kept under its name, too. */
function toArtefacts({ artifacts }: Task): RuntimeArtefact[] {
  if (artifacts.length < 2) return [];
  return artifacts.slice(0, MOST_ARTEFACTS).map((artifact, index) => ({
    name: toName(artifact, index),
    mediaType: artifact.parts[0]?.mediaType || 'text/plain',
    text: toText(artifact.parts),
  }));
}

function toName({ name, parts }: Artifact, index: number): string {
  const given = parts.find(({ filename }) => filename !== '')?.filename ?? name;
  const clean = given.replaceAll(/[^\p{L}\p{N} ._-]/gu, '-').slice(0, 200);
  return clean.trim() === '' ? `part-${index + 1}.txt` : clean;
}

function toPartText({ content, filename }: Part): string {
  if (!content) return '';
  const name = filename || 'a file';
  if (content.$case === 'text') return content.value;
  if (content.$case === 'data') return JSON.stringify(content.value);
  return content.$case === 'url'
    ? `${name}: ${content.value}`
    : `${name} of ${content.value.length} bytes, which is no text`;
}
