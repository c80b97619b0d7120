/** Teams on the real engine over the real SQLite store, each commit waiting for the disk. Only their members are scripted. */
import { openSqliteStore } from '@tutti/adapters/storage/sqlite';
import {
  createAgentRecords,
  createEngine,
  createRedact,
  createSingleModel,
  createTeamProgram,
  type Model,
  type ModelRequest,
  type Program,
  systemClock,
  systemRandom,
  unpackPayload,
} from '@tutti/engine';
import {
  Agent,
  type Json,
  type PatternName,
  type PatternOptions,
  RANDOM_BYTES,
  TaskId,
  toIdText,
} from '@tutti/protocol';
import * as z from 'zod';
import { BENCH_PRINCIPAL } from '../engine/open-tutti.ts';

/** What a member answers, as soon as it does. */
export type Answer = (request: ModelRequest) => Promise<string> | string;

export interface TeamTask {
  readonly pattern: PatternName;
  /** Their ids. */
  readonly agents: readonly string[];
  readonly goal?: string;
  readonly options?: PatternOptions;
}

/** What the pattern has made of it. */
export interface TeamEnd {
  readonly outcome: string;
  readonly text: string;
  readonly details: Json;
  /** How often a model was asked. */
  readonly calls: number;
}

export interface BenchTeam extends AsyncDisposable {
  /** From being asked for to its end; fails where that is not a result. */
  run(task: TeamTask): Promise<TeamEnd>;
}

export async function openTeam(directory: string, answer: Answer): Promise<BenchTeam> {
  const store = await openSqliteStore({ directory, clock: systemClock });
  let calls = 0;
  const model = createScriptedModel((request) => {
    calls++;
    return answer(request);
  });
  const team = createTeamProgram({
    models: createSingleModel(model),
    tools: [],
    library: store,
    records: createAgentRecords(store),
  });
  const engine = createEngine({
    store,
    clock: systemClock,
    random: systemRandom,
    redact: createRedact(),
    live: { publish() {} },
    build: 'bench',
    // The engine parses what it is given by the program's own schema.
    programs: [team as Program],
    onProblem: (error) => console.error(error),
  });
  engine.start();
  return {
    async run({ pattern, agents, goal = 'Work.', options }) {
      const before = calls;
      const input = { goal, agents: [...agents], pattern, ...(options && { patternOptions: { ...options } }) };
      const pins = { agents: [...new Set([...agents, ...listOthers(options)])].map(toAgent) };
      const run = await engine.submit(BENCH_PRINCIPAL, {
        program: 'team',
        title: pattern,
        input,
        pins,
        task: TaskId.parse(toIdText('tsk', systemClock.now(), systemRandom.bytes(RANDOM_BYTES))),
      });
      await engine.untilSettled(BENCH_PRINCIPAL, run);
      const { status, error, output } = await engine.getRun(BENCH_PRINCIPAL, run);
      if (status !== 'completed' || !output) throw new Error(`${pattern} is ${status}: ${error?.message}`);
      const value = await unpackPayload(output, BENCH_PRINCIPAL.tenant, store);
      return { ...Output.parse(value), calls: calls - before };
    },
    async [Symbol.asyncDispose]() {
      await engine.close();
      await store[Symbol.asyncDispose]();
    },
  };
}

const Output = z.object({ outcome: z.string(), text: z.string(), details: z.json().default(null) });

function listOthers({ lead, judges = [] }: PatternOptions = {}): readonly string[] {
  return lead === undefined ? judges : [lead, ...judges];
}

function toAgent(id: string): Agent {
  return Agent.parse({ id, purpose: `Does what ${id} does.`, capabilities: ['work'], instructions: 'Work.' });
}

function createScriptedModel(answer: Answer): Model {
  return {
    id: 'scripted',
    worstCase: ({ maxOutputTokens }) => ({ tokens: maxOutputTokens, costNanoUsd: 0 }),
    async answer(request) {
      const text = await answer(request);
      const usage = { inputTokens: 1, outputTokens: 1, costNanoUsd: 0 };
      return { finish: 'stop', labels: [], usage, text, toolCalls: [] };
    },
  };
}
