/** A tool of a set: its input is parsed where it comes in, and nothing begins for a caller who has given up. */
import type { Tool, ToolSource, ToolUse } from '@tutti/engine';
import type { EffectClass, Json, Label } from '@tutti/protocol';
import type * as z from 'zod';
import { parseToolInput } from '../parse-tool-input.ts';

export interface ToolPlan<Input extends Json> {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType<Input>;
  readonly effect: EffectClass;
  readonly timeoutMs?: number;
  readonly source?: Label['source'];
  /** What it gives may be private, and holds what strangers wrote. */
  readonly givesStrangersWords?: boolean;
  readonly givesDocument?: boolean;
  /** The hosts that a call would reach because its input says so. */
  hostsOf?(input: Input): readonly string[];
  /** Where what it gives came from, beside itself. */
  labelsOf?(output: Json): readonly Label[];
  use(input: Input, call: ToolUse): Promise<Json> | Json;
  verify?(input: Input, call: ToolUse): Promise<{ happened: true; output: Json } | { happened: false }>;
  undo?(input: Input, call: ToolUse): Promise<void>;
}

const USUAL_LIMIT_MS = 10_000;

export function createTool<Input extends Json>(plan: ToolPlan<Input>): Tool {
  const { name, description, input: schema, effect, timeoutMs = USUAL_LIMIT_MS, source = 'tool' } = plan;
  const { verify, undo, labelsOf, hostsOf, givesDocument, givesStrangersWords } = plan;
  return {
    name,
    description,
    input: schema,
    effect,
    timeoutMs,
    labels: [{ source, name }, ...(givesStrangersWords ? [{ source: 'web' as const, name }] : [])],
    async use(input, call) {
      const parsed = parseToolInput(schema, input);
      call.signal.throwIfAborted();
      return plan.use(parsed, call);
    },
    ...(givesDocument && { givesDocument }),
    ...(labelsOf && { labelsOf }),
    ...(hostsOf && { hostsOf: (input) => hostsOf(parseToolInput(schema, input)) }),
    ...(verify && { verify: async (input, call) => verify(parseToolInput(schema, input), call) }),
    ...(undo && { undo: async (input, call) => undo(parseToolInput(schema, input), call) }),
  };
}

/**
 * A set that needs no configuration. It is not fixed: an administrator may put a server of the same name in its place,
 * and a run that has begun must then see the difference.
 */
export function createPlainSet(name: string, open: () => readonly Tool[]): ToolSource {
  return { names: [name], fixed: false, open: async () => open() };
}
