import { AgentId, type Json } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { ProgressBook } from './progress-book.ts';
import type { Stall } from './stall.ts';

const [ann, bob, cid] = ['ann', 'bob', 'cid'].map((id) => AgentId.parse(id)) as [AgentId, AgentId, AgentId];
const GOAL = 'Write about the harbour of Ghent.';

/** Turns of agents, each asked with what was said last; the first stall, and after how many turns. */
function talk(answers: readonly (readonly [AgentId, string])[], toPrompt = (last: string) => `${GOAL}\n\n${last}`) {
  const book = new ProgressBook();
  let last = '';
  for (const [at, [agent, text]] of answers.entries()) {
    const stall = book.answer(book.ask(agent, toPrompt(last)), text);
    if (stall) return { turn: at + 1, stall };
    last = text;
  }
  return undefined;
}

interface Call {
  readonly input: Json;
  readonly result: string;
  readonly failed?: boolean;
  readonly writes?: boolean;
}

function use(calls: readonly Call[], goal = GOAL): { readonly call: number; readonly stall: Stall } | undefined {
  const book = new ProgressBook();
  book.ask(ann, goal);
  for (const [at, call] of calls.entries()) {
    const stall = book.call(ann, { tool: 'search', failed: false, writes: false, ...call });
    if (stall) return { call: at + 1, stall };
  }
  return undefined;
}

const times = <Item>(count: number, make: (at: number) => Item) => Array.from({ length: count }, (_, at) => make(at));

describe('calls of tools that bring nothing', () => {
  it('are found where they are the same, with the same result', () => {
    expect(use(times(9, () => ({ input: { q: 'ferry' }, result: 'two ferries' })))).toMatchObject({
      call: 4,
      stall: { kind: 'repeated_call', agent: ann, tool: 'search', times: 3 },
    });
  });

  it('are found behind other ids, times and counts', () => {
    const input = (at: number) => ({ q: 'ferry', requestId: `8f3a${at}c21b7`, ts: 1_760_000_000 + at, attempt: at });
    expect(use(times(9, (at) => ({ input: input(at), result: `two ferries, as of 10:00:0${at}` })))).toMatchObject({
      call: 4,
      stall: { kind: 'varied_call' },
    });
  });

  it('are found where the same failure comes whatever is tried', () => {
    const words = ['ferry', 'boat', 'ship', 'vessel', 'barge', 'tug'];
    const calls = times(40, (at) => ({
      input: { q: `${words[at % 6]} ${words[(at + 1) % 6]}` },
      result: 'No results.',
    }));
    expect(use(calls)?.call).toBeLessThanOrEqual(12);
  });

  it('are found where pages after the last are asked for', () => {
    expect(use(times(9, (at) => ({ input: { page: at }, result: '[]' })))?.call).toBe(4);
  });
});

describe('calls of tools that get on', () => {
  it.each<[string, readonly Call[]]>([
    ['pages of a list', times(40, (at) => ({ input: { page: at }, result: `ferry ${at * 7}` }))],
    ['a job that gets on', times(40, (at) => ({ input: { job: 1 }, result: `{"percent": ${at}}` }))],
    ['a value that goes up and down', times(40, (at) => ({ input: {}, result: `${20 + ((at * 7) % 5)} degrees` }))],
    ['a hundred numbers in order', times(100, (at) => ({ input: { id: at }, result: 'not found', failed: true }))],
    [
      'a hundred files that are written',
      times(100, (at) => ({ input: { path: `f${at}.md`, text: `part ${at * 3}` }, result: 'ok', writes: true })),
    ],
    [
      'a retry that succeeds',
      times(20, (at) =>
        at % 3 === 2
          ? { input: { q: `p${at}` }, result: `text ${at * 31}` }
          : { input: { q: `p${at - (at % 3) + 2}` }, result: 'busy', failed: true },
      ),
    ],
  ])('are left alone: %s', (_, calls) => {
    expect(use(calls)).toBeUndefined();
  });

  it('are left alone where each asks for something that the goal names', () => {
    const files = times(100, (at) => `quay-${at * 13}.txt`);
    const calls = files.map((path) => ({ input: { path }, result: 'no problems' }));
    expect(use(calls, `Check ${files.join(', ')}.`)).toBeUndefined();
  });
});

describe('answers that bring nothing', () => {
  it('are found where one agent repeats itself', () => {
    expect(
      talk(
        times(9, () => [ann, 'The ferry is late.'] as const),
        () => GOAL,
      ),
    ).toMatchObject({
      turn: 4,
      stall: { kind: 'repeated_answer', by: [ann], times: 3 },
    });
  });

  it('are found where two hand the same to and fro, behind times and counts', () => {
    const answer = (at: number) =>
      `(message ${at}) 2026-11-22T10:00:${10 + at}Z ${at % 2 === 0 ? 'Bob, decide about the quay.' : 'Ann, you decide.'}`;
    const found = talk(times(20, (at) => [at % 2 === 0 ? ann : bob, answer(at)] as const));
    expect(found?.stall).toMatchObject({ kind: 'ping_pong' });
    expect(new Set(found?.stall.by)).toEqual(new Set([ann, bob]));
    expect(found?.turn).toBeLessThanOrEqual(10);
  });

  it('are found where three hand the same around', () => {
    const team = [ann, bob, cid] as const;
    const found = talk(
      times(30, (at) => [team[at % 3] ?? ann, `Next one, please take the quay from number ${at % 3}.`] as const),
    );
    expect(found?.stall).toMatchObject({ kind: 'delegation_cycle' });
    expect(found?.stall.by).toHaveLength(3);
  });

  it('are found in other words', () => {
    const [one, two, three] = [
      ['I am on', 'Busy with', 'Looking at'],
      ['the harbour', 'Ghent'],
      ['bear with me', 'results follow', 'more soon'],
    ];
    const found = talk(
      times(30, (at) => [ann, `${one?.[at % 3]} ${two?.[at % 2]}, ${three?.[(at * 2) % 3]}.`] as const),
      () => GOAL,
    );
    expect(found).toBeDefined();
  });
});

describe('answers that get on', () => {
  it('are left alone where many agents say the same once', () => {
    const team = times(12, (at) => AgentId.parse(`member-${at}`));
    expect(talk(team.map((agent) => [agent, '42'] as const))).toBeUndefined();
  });

  it('are left alone where each is about something else', () => {
    const book = new ProgressBook();
    const stalls = times(60, (at) => book.answer(book.ask(ann, `Classify:\nitem ${at * 17} of the quay`), 'positive'));
    expect(stalls.filter(Boolean)).toEqual([]);
  });

  it('are left alone where the same texts are put beside each other in every order', () => {
    const book = new ProgressBook();
    const texts = ['a red ferry', 'a blue crane', 'a green lock', 'a tall mast'];
    const pairs = texts.flatMap((one) => texts.filter((other) => other !== one).map((other) => [one, other]));
    const stalls = pairs.map(([one, other]) => book.answer(book.ask(ann, `First: ${one}\nSecond: ${other}`), 'first'));
    expect(stalls.filter(Boolean)).toEqual([]);
  });

  it('are left alone where only a figure changes', () => {
    const draft = (at: number) => `The quay is long and old. It has ${at * 37} bollards, and two cranes stand on it.`;
    expect(talk(times(20, (at) => [ann, draft(at)] as const))).toBeUndefined();
  });
});

describe('the book', () => {
  it('counts nothing against an agent that has met an obligation since', () => {
    const book = new ProgressBook();
    const stalls = times(20, (at) => {
      if (at % 3 === 2) book.gained();
      return book.answer(book.ask(ann, GOAL), 'The ferry is late.');
    });
    expect(stalls.filter(Boolean)).toEqual([]);
  });

  it('says the same about the same, whoever asks', () => {
    const one = talk(times(9, () => [ann, 'Late.'] as const));
    expect(talk(times(9, () => [ann, 'Late.'] as const))).toEqual(one);
  });
});
