/** What a client has sent, whatever the library says that it is: in the older protocol it passes on what came. */
import { RequestMalformedError } from '@a2a-js/sdk/errors';
import * as z from 'zod';

const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? '');
const History = z.int().nonnegative().optional().catch(undefined);

export const Part = z.object({
  content: z
    .discriminatedUnion('$case', [
      z.object({ $case: z.literal('text'), value: z.string() }),
      z.object({ $case: z.literal('data'), value: z.unknown() }),
      z.object({ $case: z.enum(['raw', 'url']) }),
    ])
    .optional(),
  filename: Text,
});
export type Part = z.infer<typeof Part>;

export const Sent = z.object({
  message: z.object({
    messageId: z.string().min(1).max(300),
    taskId: Text,
    contextId: Text,
    parts: z.array(Part).min(1).max(1_000),
  }),
  configuration: z
    .object({
      returnImmediately: z.boolean().optional(),
      historyLength: History,
      taskPushNotificationConfig: z.unknown().optional(),
    })
    .nullish(),
});
export type Sent = z.infer<typeof Sent>;

export const TaskRef = z.object({ id: z.string().min(1).max(300), historyLength: History });
export type TaskRef = z.infer<typeof TaskRef>;

export function parseParams<Params>(schema: z.ZodType<Params>, given: unknown): Params {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new RequestMalformedError(`${issue?.path.map(String).join('.')}: ${issue?.message}`);
}
