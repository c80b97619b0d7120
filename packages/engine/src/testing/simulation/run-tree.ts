/** Carries out a program that is data, through the scope, as any program would. */
import { isGuarded, type Json } from '@tutti/protocol';
import * as z from 'zod';
import { toFailure } from '../../errors.ts';
import type { Program } from '../../run/program.ts';
import type { Outcome, Scope, StepCall, StepOptions } from '../../run/scope.ts';
import type { JoinPart, Part, ProgramTree, StepPart, WaitPart } from './program-tree.ts';
import { toChildName } from './program-tree.ts';

export const TREE_PROGRAM = 'tree';
/** What the programs ask `scope.version` about. */
export const TREE_CHANGE = 'newer-way';

/** The world that the steps touch, and the witness of what the program was told. */
export interface TreeWorld {
  findTree(name: string): ProgramTree;
  act(place: ActPlace, signal: AbortSignal): Promise<Json>;
  verify(place: ActPlace): { happened: true; output: Json } | { happened: false };
  undo(place: ActPlace): void;
  /** Whatever a part ended with: it must end so again whenever the program is called again. */
  witness(place: { run: string; id: string }, end: Json): void;
}

export interface ActPlace {
  readonly run: string;
  readonly path: string;
  readonly part: StepPart;
  readonly call: StepCall;
}

const TreeInput = z.object({ tree: z.string() });
const TreeState = z.object({ episode: z.number(), results: z.array(z.json()) });

export function createTreeProgram(world: TreeWorld): Program {
  return {
    name: TREE_PROGRAM,
    version: 1,
    input: z.json(),
    changes: { [TREE_CHANGE]: 2 },
    async run(scope, { input, state }) {
      const name = TreeInput.parse(input).tree;
      const { episode, results } = state === undefined ? { episode: 0, results: [] } : TreeState.parse(state);
      const tree = world.findTree(name);
      const part = tree.episodes[episode];
      if (!part) throw new Error(`there is no episode ${episode} in ${name}`);
      const all = [...results, await new TreeRunner(world, name).run(part, scope)];
      if (episode + 1 < tree.episodes.length) scope.continueAs({ episode: episode + 1, results: all });
      return { output: all, labels: [] };
    },
  };
}

class TreeRunner {
  readonly #world: TreeWorld;
  readonly #name: string;

  constructor(world: TreeWorld, name: string) {
    this.#world = world;
    this.#name = name;
  }

  async run(part: Part, scope: Scope): Promise<Json> {
    if (part.kind === 'sequence') {
      const results: Json[] = [];
      for (const next of part.parts) results.push(await this.run(next, scope));
      return results;
    }
    if (part.kind === 'attempt') {
      return this.run(part.part, scope).catch((error: unknown) => ({ caught: toFailure(error).code }));
    }
    const place = { run: scope.run, id: part.id };
    try {
      const value = await this.#call(part, scope);
      this.#world.witness(place, { value });
      return value;
    } catch (error) {
      this.#world.witness(place, { error: toFailure(error).code });
      throw error;
    }
  }

  async #call(part: Exclude<Part, { kind: 'sequence' | 'attempt' }>, scope: Scope): Promise<Json> {
    switch (part.kind) {
      case 'within':
        return scope.within(part.id, (inner) => this.run(part.part, inner));
      case 'record':
        await scope.record({ name: part.id, data: { said: part.id } });
        return null;
      case 'draw':
        return scope[part.what]();
      case 'version':
        return scope.version(TREE_CHANGE);
      case 'sleep':
        return this.#sleep(part.ms, scope);
      case 'step':
        return this.#step(part, scope);
      case 'join':
        return this.#join(part, scope);
      case 'wait':
        return this.#wait(part, scope);
      case 'child': {
        const input = { tree: toChildName(this.#name, part.id) };
        return toJson(await scope.child(part.id, { program: TREE_PROGRAM, input, title: input.tree }));
      }
      default:
        return part satisfies never;
    }
  }

  async #sleep(ms: number, scope: Scope): Promise<Json> {
    const until = scope.now() + ms;
    await scope.sleepUntil(until);
    return scope.now() < until ? 'too early' : 'slept';
  }

  #step(part: StepPart, scope: Scope): Promise<Json> {
    const place = (call: StepCall): ActPlace => ({ run: scope.run, path: toStepPath(scope, part.id), part, call });
    const guarded = isGuarded(part.effect);
    const options: StepOptions<Json> = {
      effect: part.effect,
      kind: 'tool',
      input: { id: part.id },
      output: z.json(),
      retry: { maxAttempts: part.maxAttempts, firstDelayMs: 100 },
      ...(part.timeoutMs !== undefined && { timeoutMs: part.timeoutMs }),
      ...(part.reserve !== undefined && { reserve: () => ({ tokens: part.reserve ?? 0, costNanoUsd: 0 }) }),
      usage: () => ({ inputTokens: 1, outputTokens: 0, costNanoUsd: 0 }),
      ...(guarded && part.settle === 'verify' && { verify: async (_, call) => this.#world.verify(place(call)) }),
      ...(guarded && part.settle === 'undo' && { undo: async (_, call) => this.#world.undo(place(call)) }),
    };
    return scope.step(part.id, options, (signal, call) => this.#world.act(place(call), signal));
  }

  async #join({ branches, successes, atOnce }: JoinPart, scope: Scope): Promise<Json> {
    const running = Object.fromEntries(
      Object.entries(branches).map(([name, branch]) => [name, (inner: Scope) => this.run(branch, inner)]),
    );
    const outcomes = await scope.all<Json>(running, {
      ...(successes !== undefined && { successes }),
      ...(atOnce !== undefined && { atOnce }),
    });
    // As a list, because the order is a part of the answer.
    return Object.entries(outcomes).map(([name, outcome]) => [name, toJson(outcome)]);
  }

  async #wait({ id, timeoutMs }: WaitPart, scope: Scope): Promise<Json> {
    const until = timeoutMs === undefined ? {} : { until: scope.now() + timeoutMs };
    const received = await scope.waitFor({ key: toWaitKey(id), payload: z.json(), ...until });
    return received.status === 'received' ? { received: received.value } : 'timed out';
  }
}

export function toWaitKey(id: string): string {
  return `message:${id}`;
}

function toStepPath(scope: Scope, name: string): string {
  return scope.path === '' ? `${name}/1` : `${scope.path}/${name}/1`;
}

/** The words of a failure are not compared, its code is. */
function toJson(outcome: Outcome<Json>): Json {
  return outcome.status === 'failed' ? { status: 'failed', code: outcome.error.code } : outcome;
}
