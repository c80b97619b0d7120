/** A team of scripted members on an engine of its own: every turn of theirs is a real, journalled one. */
import {
  Agent,
  isFinished,
  type PatternName,
  type PatternOptions,
  RANDOM_BYTES,
  type RunId,
  type RunState,
  TaskId,
  toIdText,
} from '@tutti/protocol';
import * as z from 'zod';
import type { Clock } from '../ports/clock.ts';
import type { AgentRecords } from '../ports/agent-records.ts';
import type { Model, ModelRequest } from '../ports/model.ts';
import type { Program } from '../run/program.ts';
import type { RunRequest } from '../run/run-request.ts';
import { createSingleModel } from '../models/create-single-model.ts';
import { createTeamProgram } from '../team/team-program.ts';
import { createMemoryStore } from './memory-store.ts';
import { TestStage } from './test-stage.ts';

export interface Asked {
  /** What it is asked now. */
  readonly prompt: string;
  /** 1 for the first question that this member is asked; calls that are made again after a crash count again. */
  readonly count: number;
  readonly request: ModelRequest;
}

/** Answers with a text, or with data as JSON, or with a promise of them; an Error is thrown; `SILENT` never answers, until it is stopped. */
export type Member = (asked: Asked) => unknown;
export const SILENT = Symbol('silent');

export interface PatternStageOptions {
  readonly pattern: PatternName;
  readonly goal?: string;
  readonly options?: PatternOptions;
  /** By their ids, in their order. */
  readonly members: Readonly<Record<string, Member>>;
  /** Who is pinned and may be asked without being one of the team: leads, judges. */
  readonly others?: Readonly<Record<string, Member>>;
  readonly records?: AgentRecords;
  readonly clock?: Clock;
  /** Changes of the agents' definitions. */
  readonly change?: (agent: Agent) => Agent;
}

const TASK = TaskId.parse(toIdText('tsk', 0, new Uint8Array(RANDOM_BYTES)));

export class PatternStage {
  readonly stage: TestStage;
  /** What everybody was asked, in order. */
  readonly asked: { readonly agent: string; readonly prompt: string }[] = [];
  /** Who was told to stop in the middle of an answer. */
  readonly stopped: string[] = [];
  readonly #options: PatternStageOptions;

  constructor(options: PatternStageOptions) {
    this.#options = options;
    const { clock, records } = options;
    const team = createTeamProgram({
      models: createSingleModel(this.#createModel()),
      tools: [],
      // Conversations that go on are read where the run has kept them, also after a restart.
      library: {
        ...createMemoryStore(),
        readConversation: (tenant, last) => this.stage.store.readConversation(tenant, last),
      },
      records,
    }) as Program;
    this.stage = new TestStage({ programs: [team], ...(clock && { clock }) });
  }

  submit(more: Pick<RunRequest, 'budget'> = {}): Promise<RunId> {
    const { members, others = {}, pattern, options, goal = 'a poem', change = (agent) => agent } = this.#options;
    const agents = [...Object.keys(members), ...Object.keys(others)].map((id) =>
      change(
        Agent.parse({
          id,
          purpose: `does what ${id} does`,
          capabilities: ['work'],
          instructions: 'Work.',
        }),
      ),
    );
    const input = { goal, agents: Object.keys(members), pattern, ...(options && { patternOptions: options }) };
    return this.stage.submit('team', JSON.parse(JSON.stringify(input)), { pins: { agents }, task: TASK, ...more });
  }

  async run(): Promise<RunState> {
    return this.stage.ended(await this.submit());
  }

  /** What the pattern recorded, by the name of the event. */
  async findRecorded(run: RunId, name: string): Promise<unknown[]> {
    const events = await this.stage.events(run);
    return events.flatMap((event) => (event.type === 'domain.recorded' && event.name === name ? [event.data] : []));
  }

  #createModel(): Model {
    const counts = new Map<string, number>();
    const { members, others } = this.#options;
    const all = { ...members, ...others };
    return {
      id: 'scripted',
      worstCase: ({ maxOutputTokens }) => ({ tokens: maxOutputTokens, costNanoUsd: 0 }),
      answer: async (request, { onDelta, signal }) => {
        const count = (counts.get(request.agent) ?? 0) + 1;
        counts.set(request.agent, count);
        const prompt = request.messages.findLast(({ role }) => role === 'user')?.text ?? '';
        this.asked.push({ agent: request.agent, prompt });
        const answer = await all[request.agent]?.({ prompt, count, request });
        if (answer instanceof Error) throw answer;
        if (answer === SILENT) await untilStopped(signal, () => this.stopped.push(request.agent));
        const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
        onDelta(text);
        const usage = { inputTokens: 1, outputTokens: 1, costNanoUsd: 0 };
        return { finish: 'stop', labels: [], usage, text, toolCalls: [] };
      },
    };
  }
}

function untilStopped(signal: AbortSignal, onStop: () => void): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => {
      onStop();
      reject(signal.reason);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** What a run of a team ended with, but for the id of its document, which is another one in every run. */
export function toEnd({ status, output, error }: RunState) {
  const { artefact: _, ...value } = WithArtefact.parse(output && 'value' in output ? output.value : {});
  return { status, value, ...(error && { code: error.code }) };
}

const WithArtefact = z.looseObject({ artefact: z.string().optional() });

/** Runs the team once for every write of its journal, kills the process there, and gives what each ended with. */
export async function killEverywhere(
  create: () => PatternStage,
  moment: 'before' | 'after',
): Promise<readonly RunState[]> {
  const ends: RunState[] = [];
  for (let nth = 1; ; nth++) {
    const team = create();
    const killed = killAtWrite(team.stage, nth, moment);
    const run = await team.submit();
    if (!(await killed)) return ends;
    team.stage.restart();
    ends.push(await team.stage.ended(run));
  }
}

/** Ends the process at the nth write of the journal. False where the run ends before. */
export function killAtWrite({ store }: TestStage, nth: number, moment: 'before' | 'after'): Promise<boolean> {
  const killed = Promise.withResolvers<boolean>();
  let count = 0;
  const stop = async <Answer>(write: () => Promise<Answer>): Promise<Answer> => {
    if (++count < nth) return write();
    if (count === nth && moment === 'after') await write();
    killed.resolve(true);
    return new Promise<Answer>(() => {});
  };
  const { append, park } = store;
  store.append = (wish) =>
    stop(async () => {
      await append(wish);
      if (isFinished(wish.summary.status)) killed.resolve(false);
    });
  store.park = (wish, waits) => stop(() => park(wish, waits));
  return killed.promise;
}
