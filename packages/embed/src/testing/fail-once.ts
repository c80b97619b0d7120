/** One call goes wrong, and those before and after it do not: what a run makes of that is what a test looks at. */
import { type Model, ModelFailedError } from '@tutti/engine';
import type { FailureClass } from '@tutti/protocol';
import type { DefinedTool } from '../define-tool.ts';

export interface ToolFault {
  /** Which call, counted from 1. */
  readonly call?: number;
  /** The tool acts, and then its answer is lost: nobody can tell that it did. */
  readonly after?: boolean;
  readonly error?: Error;
}

export interface ModelFault {
  readonly call?: number;
  readonly class?: FailureClass;
  /** So much of the answer arrives before it fails. */
  readonly afterCharacters?: number;
}

/** `createTutti({ tools: [failToolOnce(pay, { after: true })], … })` */
export function failToolOnce({ name, tool }: DefinedTool, fault: ToolFault = {}): DefinedTool {
  const { call: which = 1, after = false, error = new Error(`${name} was made to fail`) } = fault;
  let calls = 0;
  return {
    name,
    tool: {
      ...tool,
      async use(input, call) {
        calls++;
        const isFaulty = calls === which;
        if (isFaulty && !after) throw error;
        const output = await tool.use(input, call);
        if (isFaulty) throw error;
        return output;
      },
    },
  };
}

/** `createTutti({ models: [failModelOnce(model, { class: 'overloaded' })], … })` */
export function failModelOnce(model: Model, fault: ModelFault = {}): Model {
  const { call: which = 1, class: failure = 'overloaded', afterCharacters = 0 } = fault;
  let calls = 0;
  return {
    id: model.id,
    worstCase: (request) => model.worstCase(request),
    async answer(request, call) {
      calls++;
      if (calls !== which) return model.answer(request, call);
      if (afterCharacters > 0) {
        const { text } = await model.answer(request, { ...call, onDelta: () => {} });
        call.onDelta(text.slice(0, afterCharacters));
      }
      throw new ModelFailedError(`${model.id} was made to fail`, { class: failure });
    },
  };
}
