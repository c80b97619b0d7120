/** The Web API of Slack: it answers 200 to everything, and says in the answer whether it did what it was asked. */
import { RetryableError, RunError } from '@tutti/engine';
import type { Json } from '@tutti/protocol';
import * as z from 'zod';
import { cutText } from '../cut-text.ts';
import { WebApi } from '../web-api/web-api.ts';

export const ChannelId = z
  .string()
  .regex(/^[CGD][A-Z0-9]{2,40}$/, { error: 'the id of a channel, such as C024BE91L' })
  .describe('The id of a channel, such as C024BE91L, not its name.');

export const Message = z.object({
  ts: z.string(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  text: z.string().optional(),
  thread_ts: z.string().optional(),
  reply_count: z.number().optional(),
  metadata: z
    .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()).optional() })
    .optional(),
});
export type Message = z.infer<typeof Message>;

const Answer = z.looseObject({ ok: z.boolean(), error: z.string().optional() });
const LONGEST_TEXT = 4_000;
/** Slack had a problem of its own, and may have done it all the same. */
const UNSURE: ReadonlySet<string> = new Set([
  'internal_error',
  'fatal_error',
  'request_timeout',
  'service_unavailable',
]);

export class SlackApi {
  readonly #api: WebApi;

  constructor({ url, token }: { url: string; token: string }) {
    this.#api = new WebApi({ service: 'Slack', url, headers: { authorization: `Bearer ${token}` } });
  }

  async read(
    method: string,
    query: Record<string, string | number | undefined>,
    signal: AbortSignal,
  ): Promise<unknown> {
    return toAnswer(await this.#api.ask({ path: method, query, signal }), { method, changes: false });
  }

  async write(method: string, body: Record<string, unknown>, signal: AbortSignal): Promise<unknown> {
    const answer = await this.#api.ask({ method: 'POST', path: method, body, signal, changes: true });
    return toAnswer(answer, { method, changes: true });
  }
}

function toAnswer(answer: unknown, { method, changes }: { method: string; changes: boolean }): unknown {
  const parsed = Answer.safeParse(answer);
  if (!parsed.success)
    throw new RunError('tool_failed', `what answered ${method} is not Slack`, { nothingHappened: !changes });
  const { ok, error = 'no reason was given' } = parsed.data;
  if (ok) return answer;
  const message = `Slack said no to ${method}: ${error}`;
  if (error === 'ratelimited') throw new RetryableError(message, { nothingHappened: true });
  throw new RunError('tool_failed', message, { nothingHappened: !changes || !UNSURE.has(error) });
}

export function toMessageView({
  ts,
  user,
  bot_id: bot,
  text = '',
  thread_ts: thread,
  reply_count: replies,
}: Message): Json {
  const by = user ?? bot;
  return {
    ts,
    at: new Date(Number(ts) * 1_000).toISOString(),
    ...(by !== undefined && { by }),
    text: cutText(text, LONGEST_TEXT),
    ...(thread !== undefined && thread !== ts && { thread }),
    ...(replies !== undefined && { replies }),
  };
}
