import type { Json } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { TEST_PRINCIPAL, TestStage, toProgram } from '../testing/test-stage.ts';
import type { Scope } from './scope.ts';

const STEPS = 12;

/** The world outside: it counts what really happened there, and nobody can ask it but a person. */
class Receiver {
  readonly happened: string[] = [];
  readonly #cut: ReadonlySet<number>;
  #calls = 0;
  /** Numbers of the calls whose answer is lost on its way back. */
  constructor(cut: readonly number[] = []) {
    this.#cut = new Set(cut);
  }
  async act(name: string, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    this.#calls++;
    this.happened.push(name);
    if (this.#cut.has(this.#calls)) throw new Error('connection reset');
    return `did ${name}`;
  }
}

/** Twelve irreversible steps: four in a row, then two branches of four. */
function createTwelve(receiver: Receiver) {
  const act = (scope: Scope, name: string) =>
    scope.step('act', { effect: 'irreversible', input: name }, (signal) => receiver.act(name, signal));
  const four = async (scope: Scope, prefix: string) => {
    const done: string[] = [];
    for (let count = 1; count <= 4; count++) done.push(await act(scope, `${prefix}${count}`));
    return done;
  };
  return toProgram('twelve', async (scope) => {
    const first = await four(scope, 'a');
    const outcomes = await scope.all({ left: (own) => four(own, 'b'), right: (own) => four(own, 'c') });
    const rest = Object.values(outcomes).flatMap((outcome) => (outcome.status === 'done' ? outcome.value : []));
    return [...first, ...rest].toSorted();
  });
}

type Moment = 'before the write' | 'after the write, before its answer';

/** Ends the process at the nth write of the journal. */
function killAt(stage: TestStage, nth: number, moment: Moment): Promise<boolean> {
  const killed = Promise.withResolvers<boolean>();
  const { store } = stage;
  const append = store.append.bind(store);
  let count = 0;
  store.append = async (wish) => {
    count++;
    if (count < nth) {
      await append(wish);
      if (wish.summary.status === 'completed') killed.resolve(false);
      return;
    }
    if (count > nth) return new Promise<void>(() => {});
    if (moment !== 'before the write') await append(wish);
    killed.resolve(true);
    return new Promise<void>(() => {});
  };
  return killed.promise;
}

/** What a person does: looks at the receiver and answers each doubt by what is there. */
async function answerDoubts(
  stage: TestStage,
  run: Parameters<TestStage['ended']>[0],
  receiver: Receiver,
): Promise<number> {
  let answered = 0;
  for (;;) {
    const { status } = await stage.engine.untilSettled(TEST_PRINCIPAL, run, { or: ['waiting'] });
    if (status !== 'waiting') return answered;
    const { doubts } = await stage.state(run);
    const events = await stage.events(run);
    for (const path of Object.keys(doubts)) {
      const intent = events.findLast((event) => event.type === 'effect.intended' && event.path === path);
      const input =
        intent?.type === 'effect.intended' && intent.input && 'value' in intent.input ? intent.input.value : '';
      const name = z.string().parse(input);
      const happened = receiver.happened.includes(name);
      const output: { output?: Json } = happened ? { output: `did ${name}` } : {};
      await stage.engine.answerDoubt(TEST_PRINCIPAL, run, {
        path,
        verdict: happened ? 'happened' : 'not_happened',
        ...output,
      });
      answered++;
    }
    await expect
      .poll(async () => Object.keys((await stage.state(run)).doubts).filter((path) => path in doubts))
      .toEqual([]);
  }
}

const expected = ['a', 'b', 'c'].flatMap((prefix) => [1, 2, 3, 4].map((count) => `${prefix}${count}`));

describe('twelve irreversible effects', () => {
  it.each<Moment>(['before the write', 'after the write, before its answer'])(
    'happen once each, killed %s, at every point of the journal',
    async (moment) => {
      let points = 0;
      let doubts = 0;
      for (let nth = 1; ; nth++) {
        const receiver = new Receiver();
        const stage = new TestStage({ programs: [createTwelve(receiver)] });
        const killed = killAt(stage, nth, moment);
        const run = await stage.submit('twelve');
        if (!(await killed)) break;
        points++;
        stage.restart();
        doubts += await answerDoubts(stage, run, receiver);
        expect((await stage.ended(run)).output, `killed ${moment} ${nth}`).toEqual({
          value: expected.map((name) => `did ${name}`),
        });
        expect(receiver.happened.toSorted(), `killed ${moment} ${nth}`).toEqual(expected);
      }
      // Every step has an intent and an outcome, so there are at least so many points; and some kill fell between the two.
      expect(points).toBeGreaterThanOrEqual(STEPS);
      expect(doubts).toBeGreaterThan(0);
    },
  );

  it('happen once each when any answer is lost on its way', async () => {
    for (let cut = 1; cut <= STEPS; cut++) {
      const receiver = new Receiver([cut]);
      const stage = new TestStage({ programs: [createTwelve(receiver)] });
      const run = await stage.submit('twelve');
      expect(await answerDoubts(stage, run, receiver)).toBe(1);
      expect((await stage.ended(run)).status).toBe('completed');
      expect(receiver.happened.toSorted()).toEqual(expected);
    }
  });
});
