import type { EffectClass, Json, Label } from '@tutti/protocol';
import type * as z from 'zod';

export interface ToolUse {
  readonly signal: AbortSignal;
  /** The same key means the same wish: a receiver that honours it acts once. */
  readonly key: string;
  /** W3C traceparent of the step, to be sent along. */
  readonly trace?: string;
}

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType<Json>;
  readonly effect: EffectClass;
  readonly timeoutMs: number;
  readonly labels: readonly Label[];
  use(input: Json, call: ToolUse): Promise<Json>;
  /** Finds out whether the effect with this key happened, and with what result. */
  verify?(input: Json, call: ToolUse): Promise<{ happened: true; output: Json } | { happened: false }>;
  /** Takes the effect with this key back, whether it happened or not. */
  undo?(input: Json, call: ToolUse): Promise<void>;
}
