/** The models of an installation for agents that exist already: they are asked by an agent's name, and go by its policy and its tools. */
import { InvalidInputError, RunError } from '@tutti/engine';
import type { Agent, Complexity } from '@tutti/protocol';
import type { Tutti } from '../tutti.ts';

export interface ExecutedWithModel {
  readonly agent: string;
  /** `tutti/rehearsal` understands nothing. Absent: no model was asked, as the agent works elsewhere. */
  readonly model: string | undefined;
  readonly tools: readonly string[];
  readonly result: string;
  readonly complexity: Complexity;
}

/** An agent of this id lends its policy to whoever has none. */
const BASE = 'base';

export type ConnectedTutti = Pick<Tutti, 'run' | 'getAgent' | 'findModel'>;

export class AgentModelConnector {
  readonly tutti: ConnectedTutti;

  constructor(tutti: ConnectedTutti) {
    this.tutti = tutti;
  }

  /** Which one would answer right now; undefined where none can. Nothing is sent. */
  async getModelForAgent(agent: string, complexity: Complexity = 'medium'): Promise<string | undefined> {
    return await this.tutti.findModel((await this.#find(agent)).id, complexity);
  }

  async getMcpToolsForAgent(agent: string): Promise<readonly string[]> {
    return (await this.#find(agent)).tools;
  }

  async getCapabilitiesForAgent(agent: string): Promise<readonly string[]> {
    return (await this.#find(agent)).capabilities;
  }

  /** A run of one agent, in the journal as every other. */
  async executeWithModel(agent: string, task: string, complexity: Complexity = 'medium'): Promise<ExecutedWithModel> {
    const { id, tools } = await this.#find(agent);
    const run = await this.tutti.run({ goal: task, agents: [id], complexity });
    return {
      agent: id === BASE ? toAgentName(agent) : id,
      model: run.models.at(-1),
      tools,
      result: run.text,
      complexity,
    };
  }

  async #find(name: string): Promise<Agent> {
    try {
      return await this.tutti.getAgent(name);
    } catch (error) {
      if (!(error instanceof RunError) || error.code !== 'unknown_agent') throw error;
      return await this.tutti.getAgent(BASE);
    }
  }
}

export interface WithModels {
  /** Lets the agent that goes by this one's name work on the task. */
  executeWithAi(task: string, complexity?: Complexity): Promise<ExecutedWithModel>;
  readonly modelConnector: AgentModelConnector;
}

/**
 * An instance, a function or a service that was there before, and the models beside what it can do already: it itself stays as it
 * is. Its name is that of its class: `CodeReviewAgent` goes by the agent `code-review`. What has no name is given one.
 */
export function integrateAgentWithModels<Instance extends object>(
  instance: Instance,
  connector: AgentModelConnector,
  name: string = findName(instance),
): Instance & WithModels {
  const added: WithModels = {
    executeWithAi: (task, complexity) => connector.executeWithModel(name, task, complexity),
    modelConnector: connector,
  };
  const bound = new Map<PropertyKey, { readonly value: unknown; readonly method: unknown }>();
  const wrapped = new Proxy(instance, {
    has: (target, key) => Reflect.has(added, key) || Reflect.has(target, key),
    get(target, key) {
      if (Reflect.has(added, key)) return Reflect.get(added, key);
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function' || isFixed(target, key) || key === 'constructor') return value;
      // What is private to the instance is found on the instance alone.
      const known = bound.get(key);
      if (known?.value === value) return known.method;
      const method: unknown = value.bind(target);
      bound.set(key, { value, method });
      return method;
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
  if (!hasModels(wrapped)) throw new TypeError('the models were not added');
  return wrapped;
}

function hasModels<Instance extends object>(instance: Instance): instance is Instance & WithModels {
  return 'executeWithAi' in instance && 'modelConnector' in instance;
}

/** Nobody may show another value in the place of these. */
function isFixed(target: object, key: PropertyKey): boolean {
  const own = Reflect.getOwnPropertyDescriptor(target, key);
  return own?.configurable === false && own.writable === false;
}

function findName(instance: object): string {
  const own: unknown = Reflect.get(instance, 'name');
  const made = instance.constructor?.name;
  const name = typeof instance === 'function' || made === undefined || made === 'Object' ? own : made;
  if (typeof name === 'string' && name !== '') return name;
  throw new InvalidInputError('what is wrapped has no name of its own: give one', 'name');
}

/** `CodeReviewAgent` → `code-review` */
function toAgentName(name: string): string {
  return name
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-')
    .toLowerCase()
    .replaceAll(/[_\s]+/g, '-')
    .replace(/-agent$/, '');
}
