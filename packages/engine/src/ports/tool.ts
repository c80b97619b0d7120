import type { EffectClass, Json, Label } from '@tutti/protocol';
import type * as z from 'zod';

export interface ToolUse {
  readonly signal: AbortSignal;
  /** The same key means the same wish: a receiver that honours it acts once. */
  readonly key: string;
  /** W3C traceparent of the step, to be sent along. */
  readonly trace?: string;
  /** Where everything came from that had reached whoever makes the call. */
  readonly reached?: readonly Label[];
  /** Whether the call may go on to another host than its input names, such as after a redirect. Absent: to any. */
  mayGo?(host: string): boolean;
}

export interface Tool {
  readonly name: string;
  readonly description: string;
  /** Every call is checked with it; what is offered to a model is made of it where there is no `schema`. */
  readonly input: z.ZodType<Json>;
  /** JSON Schema, as it is offered to a model. */
  readonly schema?: Json;
  /** Unknown is irreversible. */
  readonly effect: EffectClass;
  readonly timeoutMs: number;
  readonly labels: readonly Label[];
  /** What it gives has a `document`, which the run keeps; a model is told everything but its text. */
  readonly givesDocument?: boolean;
  /** The hosts that a call would reach because its input says so; absent: none. Those that an administrator has configured are not among them. */
  hostsOf?(input: Json): readonly string[];
  /** Where what it gave came from, beside itself: of a tool of the build, which gives again what others have written. */
  labelsOf?(output: Json): readonly Label[];
  use(input: Json, call: ToolUse): Promise<Json>;
  /** Finds out whether the effect with this key happened, and with what result. */
  verify?(input: Json, call: ToolUse): Promise<{ happened: true; output: Json } | { happened: false }>;
  /** Takes the effect with this key back, whether it happened or not. */
  undo?(input: Json, call: ToolUse): Promise<void>;
}
