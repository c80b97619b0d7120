/**
 * A model that says what a test wrote down. It stands where a model of a provider stands: what it is asked was routed, counted
 * and recorded, and how it fails is classed, retried and settled as it is for every other.
 */
import { type Model, type ModelAnswer, type ModelCall, ModelFailedError, type ModelRequest } from '@tutti/engine';
import type { FailureClass, Json } from '@tutti/protocol';

/** What becomes of one call. A text is the whole answer. */
export type ScriptLine =
  | string
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'tool'; readonly name: string; readonly input: Json; readonly text?: string }
  | { readonly kind: 'cut'; readonly text: string }
  | { readonly kind: 'failure'; readonly class: FailureClass; readonly retryAt?: number; readonly message?: string };

/** A line, or what makes one of the request. */
export type ScriptEntry = ScriptLine | ((request: ModelRequest) => ScriptLine);

export interface ScriptedModel extends Model {
  /** Everything that it was asked, in order. */
  readonly requests: readonly ModelRequest[];
  /** How many lines nobody has asked for. */
  readonly left: number;
}

/** `scriptedModel([callTool('price_of', { dish: 'pie' }), 'A pie costs 3 euros.'])` */
export function scriptedModel(script: readonly ScriptEntry[], id = 'scripted/model'): ScriptedModel {
  const requests: ModelRequest[] = [];
  return {
    id,
    requests,
    get left() {
      return Math.max(0, script.length - requests.length);
    },
    worstCase: ({ maxOutputTokens }) => ({ tokens: maxOutputTokens, costNanoUsd: 0 }),
    async answer(request, call) {
      const entry = script[requests.length];
      requests.push(request);
      if (entry === undefined) throw atItsEnd(script.length);
      return speak(typeof entry === 'function' ? entry(request) : entry, call);
    },
  };
}

/** It asks for a tool. */
export function callTool(name: string, input: Json, text?: string): ScriptLine {
  return { kind: 'tool', name, input, ...(text !== undefined && { text }) };
}

/** It answers with data, as an agent with an `output` is expected to. */
export function giveJson(value: unknown): ScriptLine {
  return { kind: 'json', value };
}

/** The text arrives, and then the connection breaks: half an answer, which nobody is to take for a whole one. */
export function cutAfter(text: string): ScriptLine {
  return { kind: 'cut', text };
}

/** It fails as a provider does: `rate_limited`, `overloaded`, `context_overflow`, `unauthorized` … */
export function failWith(failure: FailureClass, more: { retryAt?: number; message?: string } = {}): ScriptLine {
  return { kind: 'failure', class: failure, ...more };
}

function speak(line: ScriptLine, { onDelta }: ModelCall): ModelAnswer {
  if (typeof line === 'string') return say(line, onDelta);
  switch (line.kind) {
    case 'json':
      return say(JSON.stringify(line.value), onDelta);
    case 'tool': {
      const { name, input, text = '' } = line;
      const toolCalls = [{ id: `call_${name}`, name, input }];
      return { ...say(text, onDelta), toolCalls, finish: 'tool_calls' };
    }
    case 'cut':
      onDelta(line.text);
      throw new ModelFailedError('the connection broke in the middle of the answer', { class: 'cut' });
    case 'failure': {
      const { class: failure, retryAt, message = `the script fails here: ${failure}` } = line;
      throw new ModelFailedError(message, { class: failure, ...(retryAt !== undefined && { retryAt }) });
    }
    default:
      return line satisfies never;
  }
}

function say(text: string, onDelta: ModelCall['onDelta']): ModelAnswer {
  if (text !== '') onDelta(text);
  const usage = { inputTokens: 1, outputTokens: 1, costNanoUsd: 0 };
  return { text, toolCalls: [], finish: 'stop', usage, labels: [] };
}

/** Not tried again: that would only hide that the test expected something else. */
function atItsEnd(lines: number): ModelFailedError {
  return new ModelFailedError(`the script has ${lines} lines, and is asked for another one`, { class: 'bad_request' });
}
