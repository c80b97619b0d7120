/** Agents that work elsewhere, in runs of the real engine: what a test writes into runtimes.yaml is what is configured. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createEngine,
  createSingleModel,
  createTeamProgram,
  createToolbox,
  type Engine,
  type ToolPolicy,
  type ToolSource,
} from '@tutti/engine';
import { createMemoryStore, createScriptedModel, type MemoryStore } from '@tutti/engine/testing';
import { Agent, LOCAL_OWNER, type LiveNotice, type RunId, type RunState, type RuntimeKind } from '@tutti/protocol';
import type * as z from 'zod';
import type { FunctionRegistry } from '../function/create-function-runtime.ts';
import { type OpenedRuntimes, openRuntimes } from '../open-runtimes.ts';

export const CONNECTORS = join(import.meta.dirname, '..', '..', '..', '..', '..', 'catalog', 'connectors');

export interface StageOptions {
  /** As YAML takes it: JSON is YAML. */
  readonly config?: unknown;
  readonly functions?: FunctionRegistry;
  readonly tools?: readonly ToolSource[];
  readonly policy?: ToolPolicy;
}

export interface RuntimeStage extends AsyncDisposable {
  readonly directory: string;
  readonly engine: Engine;
  readonly store: MemoryStore;
  readonly runtimes: OpenedRuntimes;
  readonly notices: readonly LiveNotice[];
  readonly secrets: readonly string[];
  configure(config: unknown): Promise<void>;
  /** One after the other, each handed what those before it said. */
  submit(goal: string, agents: readonly Agent[]): Promise<RunId>;
  run(goal: string, agents: readonly Agent[]): Promise<RunState>;
  ended(run: RunId): Promise<RunState>;
}

export function toAgent(id: string, runtime: RuntimeKind, more: Partial<z.input<typeof Agent>> = {}): Agent {
  const about = { purpose: 'works elsewhere', capabilities: ['working'], instructions: 'Work.' };
  return Agent.parse({ id, ...about, runtime, ...more });
}

export async function openRuntimeStage(options: StageOptions = {}): Promise<RuntimeStage> {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-runtimes-'));
  const file = join(directory, 'runtimes.yaml');
  const configure = (value: unknown) => writeFile(file, JSON.stringify(value));
  await configure(options.config ?? {});
  const parts = createParts(directory, file, options);
  const { engine, runtimes } = parts;
  engine.start();
  const submit = (goal: string, agents: readonly Agent[]) => submitTeam(engine, goal, agents);
  const ended = async (run: RunId) => {
    await engine.untilSettled(LOCAL_OWNER, run);
    return engine.getRun(LOCAL_OWNER, run);
  };
  return {
    ...parts,
    directory,
    configure,
    submit,
    ended,
    run: async (goal, agents) => ended(await submit(goal, agents)),
    async [Symbol.asyncDispose]() {
      await engine.close(0);
      runtimes.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function createParts(directory: string, file: string, { functions, policy, tools = [] }: StageOptions) {
  const [notices, secrets]: [LiveNotice[], string[]] = [[], []];
  const store = createMemoryStore();
  const toolbox = createToolbox(tools);
  const runtimes = openRuntimes({
    file,
    directory,
    connectors: CONNECTORS,
    scratch: join(directory, 'commands'),
    toolbox,
    onSecret: (secret) => secrets.push(secret),
    ...(functions && { functions }),
    ...(policy && { policy }),
  });
  const models = createSingleModel(createScriptedModel({ answer: () => 'by a model' }));
  const ports = { models, tools: toolbox, library: store, elsewhere: { runtimes, accounts: store } };
  const live = { publish: (notice: LiveNotice) => void notices.push(notice) };
  const engine = createEngine({ store, programs: [createTeamProgram(ports)], build: 'test', live });
  return { notices, secrets, store, runtimes, engine };
}

function submitTeam(engine: Engine, goal: string, agents: readonly Agent[]): Promise<RunId> {
  const input = { goal, agents: agents.map(({ id }) => id), pattern: 'sequential' };
  return engine.submit(LOCAL_OWNER, { program: 'team', title: goal, input, pins: { agents: [...agents] } });
}

/** What each agent of a run has said, in order. */
export function toSaid({ output }: RunState): Record<string, string> {
  const value = output && 'value' in output ? output.value : undefined;
  if (typeof value !== 'object' || value === null || !('contributions' in value)) return {};
  const { contributions } = value;
  if (!Array.isArray(contributions)) return {};
  return Object.fromEntries(
    contributions.map((each) => [Reflect.get(Object(each), 'by'), Reflect.get(Object(each), 'text')]),
  );
}
