/** `POST /v1/chat/completions`. */
import type { FastifyReply } from 'fastify';
import type { Exchange } from '../../http/mount.ts';
import { answerAsked } from '../answer-asked.ts';
import { newKey } from '../new-key.ts';
import type { OpenAiCaller, OpenAiDesk } from '../open-ai-desk.ts';
import { ChatStream } from './chat-stream.ts';
import { chatToAsked } from './chat-to-asked.ts';
import { toCompletion } from './to-completion.ts';

export function answerChat(
  desk: OpenAiDesk,
  caller: OpenAiCaller,
  { request, reply }: Exchange,
): Promise<FastifyReply> {
  const asked = chatToAsked(request.body);
  const { clock, random } = desk.deps;
  const head = { id: `chatcmpl-${newKey(random)}`, created: Math.floor(clock.now() / 1_000) };
  const { model, includeUsage } = asked;
  return answerAsked(desk, caller, {
    asked,
    form: {
      reply,
      toBody: (answered) => toCompletion(head, answered),
      toStream: (events) => new ChatStream(events, { ...head, model, includeUsage }),
    },
  });
}
