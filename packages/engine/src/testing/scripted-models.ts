/** Models that answer from a script: for each attempt a route and what becomes of it. An error in its place is thrown when the route is asked for. */
import type { RouteRecord, Usage } from '@tutti/protocol';
import type { AttemptWish, CallWish, ChosenRoute, Models } from '../models/models.ts';
import type { ModelAnswer, ModelRequest } from '../ports/model.ts';

export interface ScriptedRoute extends Partial<Pick<ModelAnswer, 'text' | 'toolCalls' | 'finish'>> {
  readonly model: string;
  /** In tokens. */
  readonly worst?: number;
  readonly step?: ChosenRoute['step'];
  readonly usage?: Usage;
  /** The answer fails with this. */
  readonly failure?: Error;
  /** The answer never comes. */
  readonly hangs?: boolean;
}

export interface ScriptedModels extends Models {
  readonly opened: readonly CallWish[];
  /** What would be sent, each time that a route was asked for. */
  readonly requests: readonly ModelRequest[];
  /** Every time that a route was asked for. */
  readonly asked: readonly AttemptWish[];
  /** How many calls reached a model. */
  readonly sent: number;
}

const USED: Usage = { inputTokens: 1, outputTokens: 1, costNanoUsd: 0 };

export function createScriptedModels(script: readonly (ScriptedRoute | Error)[]): ScriptedModels {
  const opened: CallWish[] = [];
  const asked: AttemptWish[] = [];
  const requests: ModelRequest[] = [];
  let sent = 0;
  const next = async (wish: CallWish, attempt: AttemptWish): Promise<ChosenRoute> => {
    requests.push(await wish.read());
    const line = script[asked.length];
    asked.push(attempt);
    if (!line) throw new Error('the script is at its end');
    if (line instanceof Error) throw line;
    return toRoute(line, wish, () => void sent++);
  };
  return {
    opened,
    requests,
    asked,
    get sent() {
      return sent;
    },
    open(wish) {
      opened.push(wish);
      return { next: (attempt) => next(wish, attempt) };
    },
    look: () => Promise.reject(new Error('a script tells nothing beforehand')),
    confirm: () => {},
    health: () => [],
  };
}

function toRoute(line: ScriptedRoute, { complexity }: CallWish, onSent: () => void): ChosenRoute {
  const { model, worst = 100, step, usage = USED, text = '', toolCalls = [], failure, hangs = false } = line;
  const worstCase = { tokens: worst, costNanoUsd: 0 };
  const record: RouteRecord = {
    model,
    complexity,
    because: step === 'cheaper' ? 'cheaper' : 'named',
    free: true,
    local: false,
    maxOutputTokens: worst,
    worstCase,
    passedOver: [],
  };
  return {
    record,
    worstCase,
    ...(step && { step }),
    toSpent: (used) => ({ model, usage: used, free: true, local: false }),
    async answer({ onDelta }) {
      onSent();
      if (hangs) await new Promise(() => {});
      if (failure) throw failure;
      if (text !== '') onDelta(text);
      const { finish = toolCalls.length > 0 ? 'tool_calls' : 'stop' } = line;
      return { text, toolCalls, finish, usage, labels: [] };
    },
  };
}
