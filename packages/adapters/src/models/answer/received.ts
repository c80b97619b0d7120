/** What has come of an answer so far. Nothing of it is an answer before its end is seen. */
import type { ToolCall } from '@tutti/engine';
import { Json } from '@tutti/protocol';
import { MalformedError } from '../failure/malformed-error.ts';
import type { FinishPart, StreamPart } from '../families/family.ts';

export interface Watch {
  readonly onDelta: (text: string) => void;
  readonly onSign: () => void;
}

export class Received {
  text = '';
  /** Of everything that was generated, also what nobody sees. */
  characters = 0;
  finish: FinishPart | undefined;
  readonly #calls: Extract<StreamPart, { type: 'tool-call' }>[] = [];
  /** As they came: a library that cannot read an input may put an empty one in its place. */
  readonly #inputs = new Map<string, string>();

  /** Throws what the provider sends as an error in the midst of its answer. */
  take(part: StreamPart, watch: Watch): void {
    if (part.type === 'error') throw part.error;
    if (part.type === 'finish') this.finish = part;
    else if (part.type === 'tool-call') this.#calls.push(part);
    else if (part.type === 'text-delta') this.#say(part.delta, watch);
    else if (part.type === 'reasoning-delta') this.#grow(part.delta, watch);
    else if (part.type === 'tool-input-delta') {
      this.#grow(part.delta, watch);
      this.#inputs.set(part.id, (this.#inputs.get(part.id) ?? '') + part.delta);
    }
  }

  /** Only now that everything is there: half of a call must never be read as a call. */
  toToolCalls(): readonly ToolCall[] {
    return this.#calls.map(({ toolCallId, toolName, input }) => ({
      id: toolCallId,
      name: toolName,
      input: parseInput(toolName, this.#inputs.get(toolCallId) ?? input),
    }));
  }

  #say(delta: string, watch: Watch): void {
    this.#grow(delta, watch);
    if (delta === '') return;
    this.text += delta;
    watch.onDelta(delta);
  }

  #grow(delta: string, { onSign }: Watch): void {
    this.characters += delta.length;
    if (delta !== '') onSign();
  }
}

function parseInput(tool: string, text: string): Json {
  if (text.trim() === '') return {};
  try {
    return Json.parse(JSON.parse(text));
  } catch (cause) {
    throw new MalformedError(`the input of the call of ${tool.slice(0, 100)} is not JSON`, { cause });
  }
}
