/** A function or an object of the program that embeds the engine. It is called in this process, and is only stopped if it heeds the signal. */
import { AgentFailedError, type AgentRuntime, EngineError, RunError, type RuntimeTurn } from '@tutti/engine';
import { Usage } from '@tutti/protocol';
import * as z from 'zod';

export interface FunctionCall
  extends Pick<RuntimeTurn, 'history' | 'schema' | 'key' | 'signal' | 'onDelta' | 'workspace'> {
  readonly agent: string;
}

/** Gives a text, data, pieces of text as they come, or a text with what it used. */
export type AgentFunction = (goal: string, call: FunctionCall) => unknown;

/** By name: a function, or an object that has a method for goals. */
export type FunctionRegistry = Readonly<Record<string, AgentFunction | object>>;

/** What a method for goals may be called, the likeliest first. */
const METHODS = ['executeTask', 'execute', 'run', 'invoke', 'handle'];

const Answer = z.object({ text: z.string(), usage: Usage.optional() });

export function createFunctionRuntime(registry: FunctionRegistry, name: string): AgentRuntime {
  return {
    kind: 'function',
    async take(turn) {
      const call = findCall(registry, name);
      if (!call) {
        const message = `this program has registered no function or object ${name} that takes goals (${METHODS.join(', ')})`;
        throw new AgentFailedError('agent_not_configured', message, { nothingHappened: true });
      }
      const { agent, prompt, history, schema, key, signal, onDelta, workspace } = turn;
      // One that only listens for it would never hear of it.
      if (signal.aborted)
        throw new RunError('branch_aborted', 'stopped before its function was called', { nothingHappened: true });
      const about = { agent: agent.id, history, schema, key, signal, onDelta, workspace };
      return { status: 'answered', labels: [], ...(await read(await run(call, prompt.text, about), onDelta)) };
    },
  };
}

function findCall(registry: FunctionRegistry, name: string): AgentFunction | undefined {
  const found: unknown = Object.hasOwn(registry, name) ? registry[name] : undefined;
  if (typeof found === 'function') return (goal, call) => Reflect.apply(found, undefined, [goal, call]);
  if (typeof found !== 'object' || found === null) return undefined;
  for (const method of METHODS) {
    const own: unknown = Reflect.get(found, method);
    if (typeof own === 'function') return (goal, call) => Reflect.apply(own, found, [goal, call]);
  }
  return undefined;
}

async function run(call: AgentFunction, goal: string, about: FunctionCall): Promise<unknown> {
  try {
    return await call(goal, about);
  } catch (cause) {
    about.signal.throwIfAborted();
    const words = cause instanceof Error ? cause.message : String(cause);
    // Only an error that says so itself proves it.
    const nothingHappened = cause instanceof EngineError && cause.nothingHappened;
    throw new AgentFailedError('agent_failed', `its function threw: ${words.slice(0, 1_000)}`, {
      nothingHappened,
      cause,
    });
  }
}

async function read(given: unknown, onDelta: (text: string) => void): Promise<z.infer<typeof Answer>> {
  if (typeof given === 'string') return { text: given };
  if (isPieces(given)) {
    let text = '';
    for await (const piece of given) {
      text += String(piece);
      onDelta(String(piece));
    }
    return { text };
  }
  const answer = Answer.safeParse(given);
  if (answer.success) return answer.data;
  return { text: given === undefined ? '' : JSON.stringify(given) };
}

function isPieces(given: unknown): given is AsyncIterable<unknown> {
  return typeof given === 'object' && given !== null && Symbol.asyncIterator in given;
}
