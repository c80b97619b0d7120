import { AgentId } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { BudgetExceededError } from '../errors.ts';
import { type Asked, killEverywhere, type Member, PatternStage, SILENT, toEnd } from '../testing/pattern-stage.ts';
import { createScriptedContext } from '../testing/scripted-context.ts';
import { SimClock } from '../testing/sim-clock.ts';
import { TEST_PRINCIPAL } from '../testing/test-stage.ts';
import { competitive } from './competitive.ts';
import { makePairs } from './contest/make-pairs.ts';
import { rank } from './contest/rank.ts';
import type { Verdict } from './contest/compare.ts';

const says =
  (text: string): Member =>
  () =>
    text;

/** Prefers whichever answer holds the word, wherever it stands. */
const likes =
  (word: string): Member =>
  ({ prompt }: Asked) => {
    const [, first = ''] = /Answer A:\n([^]*?)\n\nAnswer B:/u.exec(prompt) ?? [];
    const [, second = ''] = /Answer B:\n([^]*)$/u.exec(prompt) ?? [];
    const better = first.includes(word) === second.includes(word) ? 'neither' : first.includes(word) ? 'A' : 'B';
    return { better, why: `it speaks of ${word}` };
  };
const FIRST: Member = () => ({ better: 'A', why: 'it stands first' });

const members = { ann: says('a poem about rain'), bob: says('a poem about the sea'), cid: says('a poem about snow') };
const others = { jim: likes('sea'), kim: likes('sea') };
const options = { judges: [AgentId.parse('jim'), AgentId.parse('kim')] };
const create = () => new PatternStage({ pattern: 'competitive', members, others, options });

describe('competitive', () => {
  it('gives the answer that the judges prefer, with the table and every attempt', async () => {
    const team = create();
    const { value } = toEnd(await team.run());
    expect(value).toMatchObject({
      outcome: 'won',
      text: 'a poem about the sea',
      contributions: [{ by: 'ann' }, { by: 'bob', text: 'a poem about the sea' }, { by: 'cid' }],
      details: { winner: 'bob', judged: 6, swayed: 0, table: [{ by: 'bob', place: 1, wins: 4, losses: 0 }, {}, {}] },
    });
    expect(value).toMatchObject({ details: { table: [{}, { place: 2 }, { place: 2 }] } });
  });

  it('does not tell the judges whose an answer is, and shows each pair in both orders', async () => {
    const team = create();
    await team.run();
    const shown = team.asked.filter(({ agent }) => agent === 'jim').map(({ prompt }) => prompt);
    expect(shown).toHaveLength(6);
    for (const prompt of shown) expect(prompt).not.toMatch(/\b(?:ann|bob|cid)\b/u);
    const orders = shown.map((prompt) => [prompt.indexOf('rain'), prompt.indexOf('the sea')]);
    const both = orders.filter(([rain = -1, sea = -1]) => rain >= 0 && sea >= 0);
    expect(both.filter(([rain = 0, sea = 0]) => rain < sea)).toHaveLength(1);
    expect(both).toHaveLength(2);
  });

  it('does not count a judge that chooses the place and not the answer', async () => {
    const team = new PatternStage({
      pattern: 'competitive',
      members,
      others: { jim: FIRST },
      options: { judges: [AgentId.parse('jim')] },
    });
    const run = await team.submit();
    expect(toEnd(await team.stage.ended(run)).value).toMatchObject({
      outcome: 'tied',
      details: { swayed: 3, judged: 3 },
    });
    expect(await team.findRecorded(run, 'competitive.judged')).toMatchObject([
      { value: { judge: 'jim', winner: null, swayed: true } },
      {},
      {},
    ]);
  });

  it('lets members judge pairs that they are not part of, where there are no judges', async () => {
    const sea = likes('sea');
    const both =
      (text: string): Member =>
      (asked) =>
        asked.prompt.includes('Answer A:') ? sea(asked) : text;
    const team = new PatternStage({
      pattern: 'competitive',
      members: { ann: both('about rain'), bob: both('about the sea'), cid: both('about snow') },
    });
    expect(toEnd(await team.run()).value).toMatchObject({
      outcome: 'won',
      text: 'about the sea',
      details: { judged: 3 },
    });
    const own = team.asked.filter(({ agent, prompt }) => agent === 'bob' && prompt.includes('Answer A:'));
    for (const { prompt } of own) expect(prompt).not.toContain('about the sea');
  });

  it('is not won by length, nor by an answer that is wrong where it can be checked', async () => {
    const wrong = { ann: says('2 + 2 = 5, I am sure, and here is much more about the sea'), bob: says('2 + 2 = 4') };
    const unsure: Member = () => ({ better: 'neither', why: 'alike' });
    const team = new PatternStage({
      pattern: 'competitive',
      members: wrong,
      others: { jim: unsure },
      options: { judges: [AgentId.parse('jim')] },
    });
    expect(toEnd(await team.run()).value).toMatchObject({ outcome: 'won', text: '2 + 2 = 4' });
  });
});

describe('a member of a contest that misbehaves', () => {
  it('does not take a budget that has run out for a member that failed', async () => {
    const [ann, bob] = ['ann', 'bob'].map((id) => AgentId.parse(id)) as [AgentId, AgentId];
    const broke = new BudgetExceededError('tenant', { tokens: 0 });
    const input = {
      goal: { text: 'a poem', labels: [] },
      agents: [ann, bob],
      judges: [AgentId.parse('jim')],
      atOnce: 8,
    };
    const working = createScriptedContext({ ann: [broke], bob: ['a poem'] });
    await expect(competitive(input, working)).rejects.toMatchObject({ code: 'budget_exceeded' });
    const judging = createScriptedContext({ ann: ['one'], bob: ['two'], jim: [broke] });
    await expect(competitive(input, judging)).rejects.toMatchObject({ code: 'budget_exceeded' });
  });

  it('is left out where it fails or refuses, and the others go on', async () => {
    const team = new PatternStage({
      pattern: 'competitive',
      members: { ann: () => new Error('model down'), bob: says("I'm sorry, I can't."), cid: says('about the sea') },
      others,
      options,
    });
    const run = await team.submit();
    expect(toEnd(await team.stage.ended(run)).value).toMatchObject({ outcome: 'unopposed', text: 'about the sea' });
    expect(await team.findRecorded(run, 'competitive.missed')).toMatchObject([{ value: { by: 'ann', why: 'failed' } }]);
  });

  it('is left out where it is silent, and so is a judge', async () => {
    const clock = new SimClock();
    const team = new PatternStage({
      pattern: 'competitive',
      members: { ann: () => SILENT, bob: says('about rain'), cid: says('about the sea') },
      others: { jim: likes('sea'), kim: () => SILENT },
      options: { ...options, silentAfterMs: 1_000 },
      clock,
    });
    const run = await team.submit();
    await expect.poll(() => team.asked.length).toBe(3);
    await expect.poll(() => clock.armed).toBeGreaterThan(0);
    clock.advance(1_000);
    await expect.poll(() => team.asked.filter(({ agent }) => agent === 'kim').length).toBe(1);
    await expect.poll(() => clock.armed).toBeGreaterThan(0);
    clock.advance(1_000);
    expect(toEnd(await team.stage.ended(run)).value).toMatchObject({ outcome: 'won', text: 'about the sea' });
    expect(await team.findRecorded(run, 'competitive.abstained')).toMatchObject([
      { value: { judge: 'kim', why: 'silent' } },
    ]);
  });

  it('ends without an answer when nobody gives one', async () => {
    const broken: Member = () => new Error('down');
    const team = new PatternStage({ pattern: 'competitive', members: { ann: broken, bob: broken } });
    expect(await team.run()).toMatchObject({ status: 'failed', error: { code: 'join_failed' } });
  });
});

describe('a contest', () => {
  it.each(['before', 'after'] as const)('ends the same wherever it is killed %s a write', async (moment) => {
    const whole = toEnd(await create().run());
    const ends = await killEverywhere(create, moment);
    expect(ends.length).toBeGreaterThan(10);
    for (const end of ends) expect(toEnd(end)).toEqual(whole);
  });

  it('stops all at once when it is cancelled', async () => {
    const team = new PatternStage({ pattern: 'competitive', members: { ann: () => SILENT, bob: () => SILENT } });
    const run = await team.submit();
    await expect.poll(() => team.asked.length).toBe(2);
    await team.stage.engine.cancel(TEST_PRINCIPAL, run, 'enough');
    expect(await team.stage.ended(run)).toMatchObject({ status: 'cancelled' });
    expect(team.stopped.toSorted()).toEqual(['ann', 'bob']);
    expect(team.asked).toHaveLength(2);
  });
});

describe('the table of a contest', () => {
  const attempts = ['ann', 'bob', 'cid', 'dan', 'eve', 'fay', 'gus'].map((id) => ({
    by: AgentId.parse(id),
    answer: { text: id, labels: [] },
    report: { score: 1, parts: [] },
  }));

  it('compares each with each while they are few, and each equally often where they are many', () => {
    expect(makePairs(attempts.slice(0, 4))).toHaveLength(6);
    const pairs = makePairs(attempts);
    const often = attempts.map(({ by }) => pairs.filter(({ one, other }) => one.by === by || other.by === by).length);
    expect(new Set(often)).toEqual(new Set([6]));
    expect(new Set(pairs.map(({ one, other }) => [one.by, other.by].toSorted().join())).size).toBe(pairs.length);
  });

  it('shows a circle as a tie', () => {
    const [ann, bob, cid] = attempts as [(typeof attempts)[0], (typeof attempts)[0], (typeof attempts)[0]];
    const beats = (one: AgentId, other: AgentId): Verdict => ({
      judge: AgentId.parse('jim'),
      between: [one, other],
      winner: one,
      swayed: false,
      reasons: [],
      labels: [],
    });
    const table = rank([ann, bob, cid], [beats(ann.by, bob.by), beats(bob.by, cid.by), beats(cid.by, ann.by)]);
    expect(table.map(({ place }) => place)).toEqual([1, 1, 1]);
  });
});
