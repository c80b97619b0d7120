/** What a client of OpenAI's asks for, in our words: both ways of asking it come to this, and both ways of answering begin here. */
import type { ModelRequest, Sampling, ToolCall } from '@tutti/engine';
import type { RouteRecord, RunId, Usage } from '@tutti/protocol';

export interface Asked extends Pick<ModelRequest, 'system' | 'messages' | 'tools' | 'toolChoice' | 'answerSchema'> {
  /** As it was named. */
  readonly model: string;
  /** Absent: as many as the model gives. */
  readonly maxOutputTokens?: number | undefined;
  readonly sampling: Sampling;
  readonly stream: boolean;
}

export interface Answered {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finish: 'stop' | 'tool_calls' | 'length' | 'refused';
  readonly usage: Usage;
  /** Who answered: a model's id, or the agent as it was named. */
  readonly model: string;
  readonly run: RunId;
  /** Of the last attempt. An agent may have used several models. */
  readonly route?: RouteRecord | undefined;
}

export interface Listening {
  /** The client has gone, or does not read. */
  readonly signal: AbortSignal;
  /** Each piece of the answer's text as it comes; together they are all of it. Absent: it goes out as a whole. */
  readonly onText?: (text: string) => void;
  /** What is said on the way to the answer, and is no part of it. */
  readonly onThought?: (text: string) => void;
}
