/** What processes say to each other. Parsed, since a newer version may say more. */
import { Glimpse, RunId, TenantId } from '@tutti/protocol';
import * as z from 'zod';
import type { BusTopic } from '../live-bus.ts';

const Topic = z.union([
  z.templateLiteral(['run:', RunId]),
  z.templateLiteral(['tasks:', TenantId]),
]) satisfies z.ZodType<BusTopic>;

/** To everybody. */
export const Interest = z.object({
  /** The name of the process, and of the channel on which it hears. */
  from: z.string().regex(/^[0-9a-f]{10}$/),
  follows: z.array(Topic),
  /** It did not follow them until now: what is under way is to be told. */
  isNew: z.boolean(),
  /** It has just come and does not know who follows what. */
  asks: z.boolean(),
});
export type Interest = z.infer<typeof Interest>;

/** To one process that follows. First the words, then what they led to. */
export const News = z.object({
  glimpses: z.array(Glimpse),
  changed: z.array(z.object({ topic: Topic, rests: z.boolean() })),
});
export type News = z.infer<typeof News>;

export function parseMessage<Message>(schema: z.ZodType<Message>, text: string | undefined): Message | undefined {
  try {
    return schema.safeParse(JSON.parse(text ?? '')).data;
  } catch {
    return undefined; // Somebody else uses a channel of this name.
  }
}
