/** What reaches a run from outside. Its key says which wait it can end; `control` reaches every run. */
import * as z from 'zod';
import { Instant, SignalId, UserId } from './ids.ts';
import { Json } from './json.ts';

/** Such as `message:reply`, `approval:deploy`, `child:run_…`, `doubt:team/ann/tool/1`. */
export const SignalKey = z.string().min(1).max(1_100);
export type SignalKey = z.infer<typeof SignalKey>;

export const CONTROL_KEY: SignalKey = 'control';

export const Control = z.discriminatedUnion('action', [
  z.object({ action: z.literal('cancel'), reason: z.string().max(2_000) }),
  z.object({ action: z.literal('pause'), reason: z.string().max(2_000) }),
  z.object({ action: z.literal('resume') }),
]);
export type Control = z.infer<typeof Control>;

export const Signal = z.object({
  id: SignalId,
  key: SignalKey,
  payload: Json,
  /** Absent where the system itself sends, as when a child run ends. */
  by: UserId.optional(),
  at: Instant,
});
export type Signal = z.infer<typeof Signal>;

/** What a sleeping run can be woken by. A run also always wakes for `control`. */
export const Wait = z.union([z.object({ key: SignalKey }), z.object({ until: Instant })]);
export type Wait = z.infer<typeof Wait>;
