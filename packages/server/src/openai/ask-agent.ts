/** A call to an agent is a run: its journal, its budget, its page. What it says is told as it comes; what counts is what the run has come to. */
import { type Message, RunError, toTaskRequest, unpackPayload } from '@tutti/engine';
import {
  type Agent,
  type Delta,
  isFinished,
  type Principal,
  RANDOM_BYTES,
  type RouteRecord,
  RunId,
  type RunState,
  TaskId,
  toIdText,
} from '@tutti/protocol';
import { toRunTopic } from '@tutti/adapters/bus';
import * as z from 'zod';
import type { ServerDeps } from '../server-deps.ts';
import type { Answered, Asked, Listening } from './asked.ts';
import { refuseParameter } from './parse-body.ts';
import { SpokenText } from './spoken-text.ts';
import type { OpenAiCaller } from './open-ai-desk.ts';

type Ports = Pick<ServerDeps, 'home' | 'clock' | 'random'>;

export interface AgentCall {
  readonly asked: Asked;
  readonly agent: Agent;
  readonly listening: Listening;
  /** Told as soon as there is one. */
  readonly onRun: (run: RunId) => void;
}

const Output = z.object({ text: z.string() });

export async function askAgent(ports: Ports, { caller, trace }: OpenAiCaller, call: AgentCall): Promise<Answered> {
  const { asked, agent, listening, onRun } = call;
  refuseUnheard(asked);
  const { home } = ports;
  const { principal } = caller;
  // Of its own run whoever may ask hears how it ends.
  const reader: Principal = { ...principal, rights: [...principal.rights, 'view'] };
  const [task, run] = [TaskId.parse(newId(ports, 'tsk')), RunId.parse(newId(ports, 'run'))];
  const request = toTaskRequest(
    { goal: toTitle(asked), agents: [agent.id] },
    {
      book: await home.agents.pin(principal.tenant, [agent.id]),
      task,
      run,
      trace,
    },
  );
  const input = { goal: toGoal(asked), agents: [agent.id], pattern: 'sequential', review: false };
  const spoken = new SpokenText(listening.onText ?? (() => {}));
  const stopListening = hear(ports, run, (delta) => spoken.hear(delta));
  const gone = Promise.withResolvers<never>();
  gone.promise.catch(() => undefined);
  const cancel = () => {
    home.engine.cancel(principal, run, 'whoever asked has gone').catch(() => undefined);
    gone.reject(listening.signal.reason);
  };
  try {
    await home.engine.submit(principal, { ...request, input });
    onRun(run);
    if (listening.signal.aborted) cancel();
    listening.signal.addEventListener('abort', cancel, { once: true });
    await Promise.race([home.engine.untilSettled(reader, run), gone.promise]);
    return await toAnswered(ports, reader, { run, asked, spoken });
  } finally {
    listening.signal.removeEventListener('abort', cancel);
    stopListening();
  }
}

/** An agent has tools and words of its own, and hears text. */
function refuseUnheard({ tools, answerSchema, messages }: Asked): void {
  if (tools.length > 0) throw refuseParameter('tools', 'an agent uses its own tools; call a model to use yours');
  if (answerSchema !== undefined)
    throw refuseParameter('response_format', 'an agent answers with text; call a model for this');
  if (messages.some((message) => message.role === 'user' && message.files !== undefined))
    throw refuseParameter('messages', 'an agent reads text; call a model to show it files');
}

/** What it works on has a title of one line; the conversation may be as long as a body. */
function toTitle({ messages }: Asked): string {
  const last = messages.findLast((message) => message.role === 'user')?.text ?? '';
  return last.slice(0, TITLE_LIMIT).trim() === '' ? 'A request over the API' : last.slice(0, TITLE_LIMIT);
}

const TITLE_LIMIT = 1_000;

/** One message is the goal itself; of a conversation the agent is told who has said what. */
function toGoal({ system, messages }: Asked): string {
  const [only, second] = messages;
  if (system === '' && only?.role === 'user' && second === undefined) return only.text;
  return [
    ...(system === '' ? [] : ['Instructions for this conversation:', system, '']),
    'The conversation so far, the newest message last. Answer it.',
    ...messages.map((message) => `\n[${toSpeaker(message)}]\n${message.text}`),
  ].join('\n');
}

function toSpeaker(message: Message): string {
  if (message.role === 'tool') return `result of the tool ${message.name}`;
  return message.role === 'user' ? 'user' : 'you';
}

function hear({ home }: Ports, run: RunId, onDelta: (delta: Delta) => void): () => void {
  const stopHere = home.hub.listen((notice) => {
    if (notice.type === 'delta' && notice.run === run) onDelta(notice);
  });
  // Another process may drive it.
  const stopElsewhere = home.hub.hearOthers(toRunTopic(run), (news) => {
    if (news.type === 'glimpse' && news.glimpse.type === 'delta') onDelta(news.glimpse);
  });
  return () => {
    stopHere();
    stopElsewhere();
  };
}

interface Ended {
  readonly run: RunId;
  readonly asked: Asked;
  readonly spoken: SpokenText;
}

async function toAnswered(ports: Ports, principal: Principal, { run, asked, spoken }: Ended): Promise<Answered> {
  const { home } = ports;
  const state = await home.engine.getRun(principal, run);
  assertCompleted(state);
  const output = state.output && (await unpackPayload(state.output, principal.tenant, home.store));
  const { text } = Output.parse(output);
  if (asked.stream) spoken.end(text);
  const said = asked.stream ? spoken.text : text;
  const route = await findRoute(ports, principal, run);
  return { text: said, toolCalls: [], finish: 'stop', usage: state.usage, model: asked.model, run, route };
}

function assertCompleted({ run, status, error }: RunState): void {
  if (status === 'completed' || !isFinished(status)) return;
  if (error) throw new RunError(error.code, `${error.message} (${run})`);
  throw new RunError('run_cancelled', `${run} was cancelled`);
}

async function findRoute({ home }: Ports, principal: Principal, run: RunId): Promise<RouteRecord | undefined> {
  let route: RouteRecord | undefined;
  for await (const event of home.engine.readEvents(principal, run))
    if (event.type === 'model.routed') route = event.route;
  return route;
}

function newId({ clock, random }: Ports, prefix: 'run' | 'tsk'): string {
  return toIdText(prefix, clock.now(), random.bytes(RANDOM_BYTES));
}
