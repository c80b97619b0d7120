/** From what is asked to an answer that goes out whole or in pieces: the same for both of OpenAI's ways of asking. */
import type { FastifyReply } from 'fastify';
import { logFailure } from '../log/log-request.ts';
import type { AnswerStream } from './answer-stream.ts';
import { askAgent } from './ask-agent.ts';
import { askModel } from './ask-model.ts';
import type { Answered, Asked, Listening } from './asked.ts';
import { EventStream } from './event-stream.ts';
import { toRehearsalNote } from './label-rehearsal.ts';
import type { OpenAiCaller, OpenAiDesk } from './open-ai-desk.ts';
import { toOpenAiRefusal } from './to-open-ai-error.ts';
import { toTuttiHeaders } from './to-tutti.ts';
import { untilGone } from './until-gone.ts';

export interface AnswerForm {
  readonly reply: FastifyReply;
  /** The body of a whole answer. */
  toBody(answered: Answered): unknown;
  toStream(events: EventStream): AnswerStream;
}

export async function answerAsked(
  desk: OpenAiDesk,
  caller: OpenAiCaller,
  { asked, form }: { asked: Asked; form: AnswerForm },
): Promise<FastifyReply> {
  const { reply } = form;
  using gone = untilGone(reply);
  if (asked.stream) return await streamAnswer(desk, caller, { asked, form, gone });
  const answered = await ask(desk, caller, { asked, reply, listening: { signal: gone.signal } });
  return reply
    .headers(toTuttiHeaders(answered))
    .type('application/json')
    .send(JSON.stringify(form.toBody({ ...answered, text: answered.text + toRehearsalNote(answered, asked) })));
}

interface Streaming {
  readonly asked: Asked;
  readonly form: AnswerForm;
  readonly gone: { readonly signal: AbortSignal; abort(): void };
}

async function streamAnswer(
  desk: OpenAiDesk,
  caller: OpenAiCaller,
  { asked, form, gone }: Streaming,
): Promise<FastifyReply> {
  const { reply } = form;
  const { clock, log } = desk.deps;
  const events = new EventStream(reply, { clock, onStalled: () => gone.abort() });
  const stream = form.toStream(events);
  try {
    const onThought = (text: string) => stream.thought?.(text);
    const listening = { signal: gone.signal, onText: (text: string) => stream.text(text), onThought };
    const answered = await ask(desk, caller, { asked, reply, listening });
    const note = toRehearsalNote(answered, asked);
    if (note !== '') stream.text(note);
    events.setHeaders(toTuttiHeaders(answered));
    stream.end({ ...answered, text: answered.text + note });
  } catch (error) {
    events.close();
    if (!events.isOpen) throw error;
    const { status, error: told } = toOpenAiRefusal(error, { requestId: reply.request.id, clock });
    if (status >= 500 && !gone.signal.aborted) logFailure(log, error, reply.request.id);
    stream.fail(told);
  }
  return reply;
}

async function ask(
  desk: OpenAiDesk,
  caller: OpenAiCaller,
  { asked, reply, listening }: { asked: Asked; reply: FastifyReply; listening: Listening },
): Promise<Answered> {
  const target = await desk.targets.find(asked.model, caller.caller.principal.tenant);
  if (target.kind === 'model') return askModel(desk, caller, { asked, target, listening });
  const onRun = (run: string) => {
    if (!reply.sent) reply.header('x-tutti-run', run);
  };
  return askAgent(desk.deps, caller, { asked, target, listening, onRun });
}
