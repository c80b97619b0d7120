import type { AgentId, Amount, Json, Label, Usage } from '@tutti/protocol';

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: Json;
}

export type Message =
  | { readonly role: 'user'; readonly text: string; readonly labels: readonly Label[] }
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
}

export interface ModelAnswer {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  /** Only `stop` and `tool_calls` are whole answers. */
  readonly finish: 'stop' | 'tool_calls' | 'length' | 'refused' | 'interrupted';
  /** Absent where the provider does not tell: then it is estimated. */
  readonly usage?: Usage;
  readonly labels: readonly Label[];
}

export interface ModelCall {
  readonly signal: AbortSignal;
  /** Called with each piece of text as it comes; together they are the answer's text. */
  readonly onDelta: (text: string) => void;
  /** W3C traceparent of the step, to be sent along. */
  readonly trace?: string;
}

export interface Model {
  readonly id: string;
  /** Never below what the call can use. */
  worstCase(request: ModelRequest): Amount;
  /** Rejects with ModelUnavailableError, which says whether trying again makes sense. */
  answer(request: ModelRequest, call: ModelCall): Promise<ModelAnswer>;
}
