import type { AgentId, Amount, Hash, Json, Label, Usage } from '@tutti/protocol';
import type { Sampling, ToolChoice } from './sampling.ts';

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: Json;
}

/** An image or another file that goes with a message. A stored message names its blob; what is sent holds the bytes. */
export interface MessageFile {
  /** Such as `image/png` or `application/pdf`. */
  readonly mediaType: string;
  readonly name?: string;
  readonly blob: Hash | Uint8Array;
}

export type Message =
  | {
      readonly role: 'user';
      readonly text: string;
      readonly files?: readonly MessageFile[];
      readonly labels: readonly Label[];
    }
  | {
      readonly role: 'assistant';
      readonly text: string;
      readonly toolCalls: readonly ToolCall[];
      readonly labels: readonly Label[];
    }
  | {
      readonly role: 'tool';
      readonly callId: string;
      readonly name: string;
      readonly text: string;
      readonly failed: boolean;
      readonly labels: readonly Label[];
    };

export interface ToolOffer {
  readonly name: string;
  readonly description: string;
  /** JSON Schema. */
  readonly input: Json;
}

export interface ModelRequest {
  readonly agent: AgentId;
  readonly system: string;
  readonly messages: readonly Message[];
  readonly tools: readonly ToolOffer[];
  /** JSON Schema that the answer's text must satisfy as JSON. */
  readonly answerSchema?: Json;
  readonly maxOutputTokens: number;
  /** The same seed and request give the same answer where a model can do that. */
  readonly seed: string;
  /** Whoever asks over the API may say; an agent does not. */
  readonly sampling?: Sampling;
  readonly toolChoice?: ToolChoice;
}

export interface ModelAnswer {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  /** Only `stop` and `tool_calls` are whole answers. */
  readonly finish: 'stop' | 'tool_calls' | 'length' | 'refused' | 'interrupted';
  /** As the provider tells it; absent where it does not, or where what it tells is no number: then it is estimated. Whoever chose the model prices it. */
  readonly usage?: Usage;
  readonly labels: readonly Label[];
}

export interface ModelCall {
  readonly signal: AbortSignal;
  /** Called with each piece of text as it comes; together they are the answer's text. */
  readonly onDelta: (text: string) => void;
  /** Called whenever anything of the answer arrives, also what nobody sees: reasoning, pieces of a tool call. A model that is silent for long is given up. */
  readonly onSign?: () => void;
  /** W3C traceparent of the step, to be sent along. */
  readonly trace?: string;
}

/** One concrete model, with the key it is called with. It tries once: it is its caller who tries again. */
export interface Model {
  readonly id: string;
  /** Never below what the call can use. Who routes among models reckons it from their prices instead. */
  worstCase(request: ModelRequest): Amount;
  /** Rejects with ModelFailedError, whose class says what may be done about it. */
  answer(request: ModelRequest, call: ModelCall): Promise<ModelAnswer>;
}
