import type { Model, ModelAnswer, ModelRequest } from '../ports/model.ts';

export type ScriptedAnswer = string | Error | Partial<ModelAnswer>;

/** Answers from a script and keeps every request that it was sent. */
export interface ScriptedModel extends Model {
  readonly requests: readonly ModelRequest[];
}

export interface ScriptOptions {
  readonly id?: string;
  /** `count` is 1 for the first request. An error is thrown, a text is the whole answer. */
  answer(request: ModelRequest, count: number): ScriptedAnswer;
}

export function createScriptedModel({ id = 'scripted', answer }: ScriptOptions): ScriptedModel {
  const requests: ModelRequest[] = [];
  return {
    id,
    requests,
    worstCase: ({ maxOutputTokens }) => ({ tokens: maxOutputTokens, costNanoUsd: 0 }),
    async answer(request, { onDelta }) {
      requests.push(request);
      const next = answer(request, requests.length);
      if (next instanceof Error) throw next;
      const given = typeof next === 'string' ? { text: next } : next;
      const { text = '', toolCalls = [] } = given;
      if (text !== '') onDelta(text);
      const finish = toolCalls.length > 0 ? 'tool_calls' : 'stop';
      return {
        finish,
        labels: [],
        usage: { inputTokens: 1, outputTokens: 1, costNanoUsd: 0 },
        ...given,
        text,
        toolCalls,
      };
    },
  };
}
