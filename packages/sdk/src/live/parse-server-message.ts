/** What comes over the socket is unknown until it was parsed, once. */
import { ErrorCode, Glimpse } from '@tutti/protocol';
import { type ServerMessage, TaskNotice, Time, WireEvent } from '@tutti/protocol/api';
import * as z from 'zod';

const topic = z.string();
const cursor = z.int().nonnegative();

const Message = z.discriminatedUnion('type', [
  z.object({ type: z.literal('subscribed'), topic, cursor }),
  z.object({ type: z.literal('events'), topic, cursor, events: z.array(WireEvent) }),
  z.object({ type: z.literal('tasks'), topic: z.literal('tasks'), cursor, notices: z.array(TaskNotice) }),
  z.object({ type: z.literal('caught_up'), topic, cursor }),
  z.object({ type: z.literal('glimpse'), topic, glimpse: Glimpse }),
  z.object({
    type: z.literal('system'),
    topic: z.literal('system'),
    state: z.enum(['ready', 'draining']),
    version: z.string(),
    // What a newer server tells beside it is for newer clients.
    changed: z.literal('models').optional().catch(undefined),
  }),
  z.object({ type: z.literal('heartbeat'), at: Time }),
  z.object({ type: z.literal('pong') }),
  z.object({ type: z.literal('problem'), code: ErrorCode, detail: z.string(), topic: topic.optional() }),
]);

const Addressed = z.object({ topic });

/** Of a newer version there may be messages that are not known here; about which topic they are can still be told. */
export function parseServerMessage(data: unknown): ServerMessage | undefined {
  if (typeof data !== 'string') return undefined;
  let input: unknown;
  try {
    input = JSON.parse(data);
  } catch {
    return undefined;
  }
  const parsed = Message.safeParse(input);
  if (parsed.success) return toServerMessage(parsed.data);
  const addressed = Addressed.safeParse(input);
  if (!addressed.success) return undefined;
  const detail = 'the server tells something that this client does not know';
  return { type: 'problem', code: 'journal_too_new', detail, topic: addressed.data.topic };
}

function toServerMessage(message: z.infer<typeof Message>): ServerMessage {
  if (message.type !== 'problem') return message;
  const { type, code, detail, topic: about } = message;
  return about === undefined ? { type, code, detail } : { type, code, detail, topic: about };
}
