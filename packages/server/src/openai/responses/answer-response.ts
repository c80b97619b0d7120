/** `POST /v1/responses`. */
import type { FastifyReply } from 'fastify';
import type { Exchange } from '../../http/mount.ts';
import { answerAsked } from '../answer-asked.ts';
import { newKey } from '../new-key.ts';
import type { OpenAiCaller, OpenAiDesk } from '../open-ai-desk.ts';
import { ResponseStream } from './response-stream.ts';
import { responsesToAsked } from './responses-to-asked.ts';
import { type ResponseHead, toResponse } from './to-response.ts';

export function answerResponse(
  desk: OpenAiDesk,
  caller: OpenAiCaller,
  { request, reply }: Exchange,
): Promise<FastifyReply> {
  const asked = responsesToAsked(request.body);
  const { clock, random } = desk.deps;
  const { body } = asked;
  const head: ResponseHead = { key: newKey(random), createdAt: Math.floor(clock.now() / 1_000), body };
  return answerAsked(desk, caller, {
    asked,
    form: {
      reply,
      toBody: (answered) => toResponse(head, answered),
      toStream: (events) => new ResponseStream(events, head),
    },
  });
}
