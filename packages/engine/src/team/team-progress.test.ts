import { Agent, listOpenApprovals, type RunId, type RunState } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { createAgentBook } from '../agents/agent-book.ts';
import { createSingleModel } from '../models/create-single-model.ts';
import { ProgressWatch } from '../progress/progress-watch.ts';
import type { Program } from '../run/program.ts';
import { createMemoryStore } from '../testing/memory-store.ts';
import { killAtWrite, toEnd } from '../testing/pattern-stage.ts';
import { createScriptedModel, type ScriptedAnswer } from '../testing/scripted-model.ts';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';
import { createToolbox } from '../tools/toolbox.ts';
import { createPatternContext } from './pattern-context.ts';
import { createTeamProgram } from './team-program.ts';

interface Talk {
  /** Of the nth answer. */
  readonly answer: (agent: string, count: number, prompt: string) => ScriptedAnswer;
  readonly prefer?: readonly string[];
  readonly review?: boolean;
}

const TURNS = 40;

/** Ann and Bob in turn, through the real pattern. */
class Pair {
  readonly stage: TestStage;
  readonly model;
  readonly #talk: Talk;

  constructor(talk: Talk) {
    this.#talk = talk;
    this.model = createScriptedModel({
      answer: ({ agent, messages }, count) =>
        talk.answer(agent, count, messages.findLast(({ role }) => role === 'user')?.text ?? ''),
    });
    const library = {
      ...createMemoryStore(),
      readConversation: (...args: Parameters<TestStage['store']['readConversation']>) =>
        this.stage.store.readConversation(...args),
    };
    const team = createTeamProgram({ models: createSingleModel(this.model), tools: [], library });
    this.stage = new TestStage({ programs: [team as Program] });
  }

  submit(): Promise<RunId> {
    const { prefer = [], review = false } = this.#talk;
    const agents = ['ann', 'bob'].map((id) => toAgent(id, prefer));
    const team = Array.from({ length: TURNS }, (_, at) => (at % 2 === 0 ? 'ann' : 'bob'));
    return this.stage.submit(
      'team',
      { goal: 'Plan the fair.', agents: team, pattern: 'sequential', review },
      { pins: { agents } },
    );
  }

  async recorded(run: RunId): Promise<readonly string[]> {
    const events = await this.stage.events(run);
    return events.flatMap((event) =>
      event.type === 'domain.recorded' && event.name.startsWith('progress.') ? [event.name] : [],
    );
  }
}

function toAgent(id: string, prefer: readonly string[] = []): Agent {
  return Agent.parse({ id, purpose: 'plans', capabilities: ['work'], instructions: 'Work.', models: { prefer } });
}

const toWhole = (state: RunState) => ({ ...toEnd(state), partial: state.partial });
const handOver = (agent: string) =>
  agent === 'ann' ? 'Bob, you decide about the tents.' : 'Ann, decide about the tents yourself.';
const getOn = (_: string, count: number) => `Stand ${count * 37} goes to the baker number ${count * 53}.`;

describe('a team that goes in circles', () => {
  it('is told, and stopped with what there is by then', async () => {
    const pair = new Pair({ answer: handOver });
    const run = await pair.submit();
    const end = await pair.stage.ended(run);

    expect(end).toMatchObject({ status: 'failed', error: { code: 'no_progress' } });
    expect(end.partial).toMatchObject({
      value: { outcome: 'stopped', contributions: expect.arrayContaining([{ by: 'bob', text: handOver('bob') }]) },
    });
    expect(new Set(await pair.recorded(run))).toEqual(
      new Set(['progress.stalled', 'progress.nudged', 'progress.stopped']),
    );
    expect(pair.model.requests.length).toBeLessThan(TURNS / 2);
    const prompts = pair.model.requests.map(
      ({ messages }) => messages.findLast(({ role }) => role === 'user')?.text ?? '',
    );
    expect(prompts.filter((text) => text.includes('hand the same to and fro'))).not.toEqual([]);
  });

  it('is left alone again once it listens', async () => {
    let hasHeard = false;
    const pair = new Pair({
      answer(agent, count, prompt) {
        hasHeard ||= prompt.includes('Note from the platform');
        return hasHeard ? getOn(agent, count) : handOver(agent);
      },
    });
    const run = await pair.submit();
    expect(await pair.stage.ended(run)).toMatchObject({ status: 'completed' });
    expect(await pair.recorded(run)).toContain('progress.nudged');
    expect(await pair.recorded(run)).not.toContain('progress.stopped');
  });

  it('is asked of another model where its policy names one', async () => {
    const pair = new Pair({ answer: handOver, prefer: ['one/a', 'two/b'] });
    const run = await pair.submit();
    await pair.stage.ended(run);
    expect(await pair.recorded(run)).toContain('progress.rerouted');
  });

  it('waits for a person where one looks at the run, and goes on when they say so', async () => {
    let isAllowed = false;
    const pair = new Pair({
      answer: (agent, count) => (isAllowed ? getOn(agent, count) : handOver(agent)),
      review: true,
    });
    const run = await pair.submit();
    const [open] = listOpenApprovals(await pair.stage.asleep(run));
    expect(open).toMatchObject({ key: 'approval:progress', shows: { kind: 'progress', stall: 'ping_pong' } });
    if (!open) return;
    isAllowed = true;
    const { path, subject } = open;
    const answer = { path, subject, decision: 'approved', comment: 'Begin with the tents.' } as const;
    await pair.stage.engine.answerApproval(TEST_PRINCIPAL, run, answer);
    await expect.poll(() => pair.recorded(run)).toContain('progress.allowed');
    await pair.stage.asleep(run);
    expect(await pair.recorded(run)).toContain('progress.allowed');
    expect(
      pair.model.requests.some(({ messages }) => messages.some(({ text }) => text.includes('Begin with the tents.'))),
    ).toBe(true);
  });
});

describe('a team that gets on', () => {
  it('has nothing about it in its journal', async () => {
    const pair = new Pair({ answer: getOn });
    const run = await pair.submit();
    expect(await pair.stage.ended(run)).toMatchObject({ status: 'completed' });
    expect(await pair.recorded(run)).toEqual([]);
    expect(await pair.stage.types(run)).not.toContain('progress');
  });
});

describe('a crash', () => {
  it.each(['before', 'after'] as const)(
    '%s any write leads to the same end after the same number of calls',
    async (moment) => {
      const create = () => new Pair({ answer: handOver });
      const whole = create();
      const wanted = toWhole(await whole.stage.ended(await whole.submit()));
      for (let nth = 1; ; nth++) {
        const pair = create();
        const killed = killAtWrite(pair.stage, nth, moment);
        const run = await pair.submit();
        if (!(await killed)) break;
        pair.stage.restart();
        expect(toWhole(await pair.stage.ended(run))).toEqual(wanted);
        expect(pair.model.requests.length - whole.model.requests.length).toBeLessThanOrEqual(1);
      }
    },
    120_000,
  );
});

describe('a run that was begun before anybody watched', () => {
  it('goes its old way, although it stood still', async () => {
    const model = createScriptedModel({ answer: () => 'The same.' });
    const toTalk = (isWatched: boolean) =>
      toProgram('talk', async (scope) => {
        const progress = isWatched ? new ProgressWatch({ mayAsk: false }) : undefined;
        const ports = {
          models: createSingleModel(model),
          tools: createToolbox([]),
          library: createMemoryStore(),
          progress,
        };
        const context = createPatternContext(scope, { agents: createAgentBook([toAgent('ann')]), ports });
        for (let turn = 1; turn <= 20; turn++) {
          await context.say(toAgent('ann').id, { text: 'Go on.', labels: [] });
          if (turn === 10) await scope.sleepUntil(scope.now() + 50);
        }
        return null;
      });
    const stage = new TestStage({ programs: [toTalk(false)], build: 'old' });
    const run = await stage.submit('talk');
    await stage.asleep(run);
    stage.restart({ programs: [toTalk(true)], build: 'new' });
    expect(await stage.ended(run)).toMatchObject({ status: 'completed' });
  });
});
