/** A tool of the program itself: a function with a schema, which agents call as they call any other tool. */
import { InvalidInputError, type Tool, type ToolUse } from '@tutti/engine';
import { EffectClass, Json } from '@tutti/protocol';
import * as z from 'zod';

export interface ToolPlan<Input> {
  /** 1 to 64 letters, digits, underscores and hyphens. */
  readonly name: string;
  /** What a model reads before it calls it. */
  readonly description: string;
  readonly input: z.ZodType<Input>;
  /** What a call may cause in the world. Absent: `irreversible`, so each call is asked about first. */
  readonly effect?: EffectClass;
  readonly timeoutMs?: number;
  /** What it gives is kept as JSON. What it throws leaves an effect that cannot be undone in doubt, unless it is `nothingHappened`. */
  run(input: Input, call: ToolUse): unknown;
  /** After a crash: whether the effect of this key happened, and what it gave. */
  verify?(input: Input, call: ToolUse): Promise<{ happened: true; output: unknown } | { happened: false }>;
  /** Takes the effect of this key back. */
  undo?(input: Input, call: ToolUse): Promise<void>;
}

/** Made by `defineTool`. */
export interface DefinedTool {
  readonly name: string;
  readonly tool: Tool;
}

const USUAL_LIMIT_MS = 60_000;

/** `defineTool({ name: 'price_of', description: 'The price of a dish', input: z.object({ dish: z.string() }), effect: 'read', run: ({ dish }) => prices[dish] })` */
export function defineTool<Input>(plan: ToolPlan<Input>): DefinedTool {
  const { name, description, effect = 'irreversible', timeoutMs = USUAL_LIMIT_MS, verify, undo } = plan;
  const schema = toOfferedSchema(plan);
  const tool: Tool = {
    name,
    description,
    input: toInput(plan.input),
    schema,
    effect: EffectClass.parse(effect),
    timeoutMs,
    labels: [{ source: 'tool', name }],
    use: async (input, call) => toJson(await plan.run(plan.input.parse(input), call)),
    ...(verify && {
      verify: async (input, call) => {
        const found = await verify.call(plan, plan.input.parse(input), call);
        return found.happened ? { happened: true, output: toJson(found.output) } : found;
      },
    }),
    ...(undo && { undo: (input, call) => undo.call(plan, plan.input.parse(input), call) }),
  };
  return { name, tool };
}

/** As JSON writes it: what is left undefined is left out. */
export function toJson(value: unknown): Json {
  const text = JSON.stringify(value);
  return text === undefined ? null : Json.parse(JSON.parse(text));
}

/** What stands in the journal: what the model wrote, with what stands for those that it left out where that can be parsed again. */
function toInput(schema: z.ZodType): z.ZodType<Json> {
  return z.unknown().transform((given, context) => {
    const parsed = schema.safeParse(given);
    if (!parsed.success) {
      for (const { message, path } of parsed.error.issues)
        context.issues.push({ code: 'custom', message, path, input: given });
      return z.NEVER;
    }
    const filled = toJson(parsed.data);
    return schema.safeParse(filled).success ? filled : toJson(given);
  });
}

function toOfferedSchema({ name, input }: Pick<ToolPlan<unknown>, 'name' | 'input'>): Json {
  try {
    return toJson(z.toJSONSchema(input, { io: 'input' }));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInputError(`the input of ${name} cannot be told to a model: ${why}`, 'input', { cause });
  }
}
