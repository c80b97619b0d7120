/** A request of the engine as a call of the AI SDK: what the provider can do itself is asked of it, the rest is asked of the model in words. */
import type { ModelRequest } from '@tutti/engine';
import type { Json, ModelCard } from '@tutti/protocol';
import type { CallOptions, Family } from '../families/family.ts';
import { estimateInputTokens } from '../answer/count-tokens.ts';
import { isStrictSchema } from './is-strict-schema.ts';
import { toPrompt } from './to-prompt.ts';
import { toSeed } from './to-seed.ts';

type JsonSchema = Extract<NonNullable<CallOptions['responseFormat']>, { type: 'json' }>['schema'];

export interface CallSetting {
  readonly card: ModelCard;
  readonly family: Family;
  readonly signal: AbortSignal;
  readonly trace: string | undefined;
  /** For the `fetch` alone. */
  readonly headers?: Readonly<Record<string, string>>;
}

export function toCallOptions(request: ModelRequest, setting: CallSetting): CallOptions {
  const { card, family, signal, trace, headers } = setting;
  const schema = request.answerSchema === undefined ? undefined : withoutDialect(request.answerSchema);
  const native = schema !== undefined && canHoldSchema(request, setting);
  const system = schema !== undefined && !native ? withInstruction(request.system, schema) : request.system;
  const maxOutputTokens = Math.min(request.maxOutputTokens, card.output);
  const seed = request.sampling?.seed ?? toSeed(request.seed);
  const providerOptions = family.options?.({
    card,
    maxOutputTokens,
    // Few ask for it, and it is as much work as writing the whole request down.
    get inputTokens() {
      return estimateInputTokens(request);
    },
    strict: schema === undefined || isStrictSchema(schema),
    seed,
  });
  return {
    prompt: toPrompt(system, request.messages),
    maxOutputTokens,
    abortSignal: signal,
    ...toTools(request),
    ...toSampling(request),
    ...(family.takesSeed && seed !== undefined && { seed }),
    ...(native && { responseFormat: { type: 'json', name: 'answer', schema: toSchema(schema) } }),
    ...(providerOptions && { providerOptions }),
    headers: { ...headers, ...(trace !== undefined && { traceparent: trace }) },
  };
}

function canHoldSchema({ tools }: ModelRequest, { card, family }: CallSetting): boolean {
  return card.structured && (tools.length === 0 || family.structureBesideTools);
}

function withInstruction(system: string, schema: Json): string {
  const instruction = `Answer with JSON only, without any other words and without a code fence. It has to satisfy this JSON Schema:\n${JSON.stringify(schema)}`;
  return system === '' ? instruction : `${system}\n\n${instruction}`;
}

function toTools({ tools, toolChoice }: ModelRequest): Pick<CallOptions, 'tools' | 'toolChoice'> {
  if (tools.length === 0) return {};
  return {
    tools: tools.map(({ name, description, input }) => ({
      type: 'function',
      name,
      description,
      inputSchema: toSchema(withoutDialect(input)) ?? {},
    })),
    toolChoice:
      typeof toolChoice === 'object' ? { type: 'tool', toolName: toolChoice.name } : { type: toolChoice ?? 'auto' },
  };
}

function toSampling({ sampling = {} }: ModelRequest) {
  const { temperature, topP, presencePenalty, frequencyPenalty, stop } = sampling;
  return {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(presencePenalty !== undefined && { presencePenalty }),
    ...(frequencyPenalty !== undefined && { frequencyPenalty }),
    ...(stop !== undefined && { stopSequences: [...stop] }),
  };
}

/** Some providers refuse a keyword that they do not know, and this one says nothing. */
function withoutDialect(schema: Json): Json {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema;
  const { $schema: _dialect, ...rest } = schema as Record<string, Json>;
  return rest;
}

function toSchema(schema: Json): JsonSchema {
  return schema as JsonSchema;
}
