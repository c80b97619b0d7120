import type { Complexity } from '@tutti/protocol';
import type { Answered, Asked, Listening } from './asked.ts';
import type { OpenAiCaller, OpenAiDesk } from './open-ai-desk.ts';
import type { Target } from './target-book.ts';

/** Where the request names no limit. A reservation is as large as what may come. */
const USUAL_OUTPUT_TOKENS = 4_096;
/** Nobody has said how hard it is. */
const COMPLEXITY: Complexity = 'medium';

export async function askModel(
  { gateway }: Pick<OpenAiDesk, 'gateway'>,
  { caller, trace }: OpenAiCaller,
  { asked, target, listening }: { asked: Asked; target: Extract<Target, { kind: 'model' }>; listening: Listening },
): Promise<Answered> {
  const { system, messages, tools, toolChoice, answerSchema, sampling } = asked;
  const { policy, card } = target;
  const maxOutputTokens = asked.maxOutputTokens ?? Math.min(USUAL_OUTPUT_TOKENS, card?.output ?? USUAL_OUTPUT_TOKENS);
  const request = {
    system,
    messages,
    tools,
    maxOutputTokens,
    sampling,
    ...(toolChoice !== undefined && { toolChoice }),
    ...(answerSchema !== undefined && { answerSchema }),
  };
  const { result, usage, route, run, settled } = await gateway.answer(
    caller.principal,
    { agent: policy, request, complexity: COMPLEXITY },
    { signal: listening.signal, onDelta: listening.onText, trace },
  );
  // The usage that a client is told is the one that is recorded.
  await settled;
  const { text, toolCalls, finish } = result;
  // One that was cut off is an error of the gateway's.
  return {
    text,
    toolCalls,
    usage,
    route,
    run,
    model: route.model,
    finish: finish === 'interrupted' ? 'length' : finish,
  };
}
