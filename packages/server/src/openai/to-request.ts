/** From what a client of OpenAI's asks of an agent or a team to the run that works on it. */
import {
  InvalidInputError,
  listNamed,
  type Message,
  type RunRequest,
  type TaskSetting,
  toTaskRequest,
} from '@tutti/engine';
import { Json, type Principal } from '@tutti/protocol';
import * as z from 'zod';
import type { Home } from '../home/index.ts';
import { RequestError } from '../http/request-error.ts';
import { chooseFor, type ResolvedWish, resolveWish } from '../selection/resolve-wish.ts';
import type { Asked } from './asked.ts';
import { refuseParameter } from './parse-body.ts';
import type { AgentTarget } from './target-book.ts';

interface Call {
  readonly asked: Asked;
  readonly target: AgentTarget;
  readonly setting: Pick<TaskSetting, 'task' | 'run' | 'trace'>;
}

const Input = z.record(z.string(), Json);

export async function toRequest(home: Home, principal: Principal, call: Call): Promise<RunRequest> {
  const { asked, target, setting } = call;
  refuseUnheard(asked);
  const goal = toTitle(asked);
  const { chosen, ...wish } = await resolve(home, principal, { goal, target });
  const book = await home.agents.pin(principal.tenant, listNamed(wish));
  try {
    const request = toTaskRequest({ goal, ...wish }, { ...setting, book, redact: home.redact, chosen });
    // The conversation may be longer than a goal that somebody types.
    return { ...request, input: { ...Input.parse(request.input), goal: toGoal(asked) } };
  } catch (cause) {
    if (!(cause instanceof InvalidInputError) || target.kind === 'agent') throw cause;
    throw new RequestError('invalid_input', `model: ${cause.message}`, { path: 'model', cause });
  }
}

interface Open {
  readonly goal: string;
  readonly target: AgentTarget;
}

async function resolve(home: Home, principal: Principal, { goal, target }: Open): Promise<ResolvedWish> {
  if (target.kind === 'agent') return { agents: [target.agent.id], pattern: 'sequential' };
  const { pattern, agents } = target;
  if (pattern === 'auto' || agents) return resolveWish(home, principal, { goal, pattern, agents });
  return chooseFor(home, principal, { goal, pattern });
}

/** An agent has tools and words of its own, and hears text. */
function refuseUnheard({ tools, answerSchema, messages }: Asked): void {
  if (tools.length > 0) throw refuseParameter('tools', 'agents use their own tools; call a model to use yours');
  if (answerSchema !== undefined)
    throw refuseParameter('response_format', 'agents answer with text; call a model for this');
  if (messages.some((message) => message.role === 'user' && message.files !== undefined))
    throw refuseParameter('messages', 'agents read text; call a model to show it files');
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
